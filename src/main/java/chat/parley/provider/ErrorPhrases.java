package chat.parley.provider;

/// What servers of models say of their errors, in small letters. They agree on little but the
/// status: so what they say counts first.
final class ErrorPhrases {

  static final Phrases TOO_LONG =
      Phrases.of(
          """
          context_length_exceeded | exceed_context_size | model_max_prompt_tokens_exceeded
          tokens_limit_reached | string_above_max_length | maximum context length
          available context size | context size has been exceeded | context window
          context_window | exceeds context length | exceeds the model's context
          exceeds maximum context | maximum prompt length | input length exceeds
          input tokens exceeded | tokens exceeds maximum | range of input length should be
          exceed context limit | exceeds the maximum number of tokens | exceeds max length
          prompt is too long | prompt too long | input is too long | request too large for
          `inputs` tokens + `max_new_tokens` must be | `inputs` must have less than
          input text exceeds | prompt length exceeds | reduce the length of the
          maximum sequence length | when context the overflows | context overflow
          greater than the context length | longer than the maximum model length
          longer than the model's context | max_tokens must be at least 1, got -
          """);

  /// Together with one of the next, a number says that it is about the length.
  static final Phrases LENGTHS =
      Phrases.of(
          """
          token | context | prompt | input | message | conversation | sequence | max_seq_len
          request length | 输入 | 上下文 | 提示
          """);

  static final Phrases SIZES =
      Phrases.of(
          """
          exceed | too long | too large | too many | too big | longer than | larger than
          greater than | must be <= | less than | fewer than | should be [ | only supports
          supports up to | reduce | at most | over the limit | overflow | 超过 | 超长
          """);

  /// It is about another length, or about another limit.
  static final Phrases OTHER_SIZES =
      Phrases.of(
          """
          max_tokens | max_completion_tokens | max_new_tokens | max_output_tokens | temperature
          top_p | api key | api_key | image | file | tool | stop sequence | per minute | per day
          per hour | tpm | rpm | tpd | rate limit | rate_limit | quota | queue | pending | 频率 | 速率
          并发 | 图片 | 文件 | metadata
          """);

  static final Phrases NO_MODEL =
      Phrases.of(
          """
          model_not_found | modelnotfound | deploymentnotfound | model_not_available
          key_model_access_denied | team_model_access_denied | try pulling it first
          not a valid model | invalid model | no models loaded | does not support chat
          unknown model | model not exist | no such model | model is not available
          model is not supported | model is unsupported | model has been deprecated
          model_deprecated | no endpoints found for
          """);

  /// With the word "model" beside it.
  static final Phrases LACKS =
      Phrases.of(
          """
          not found | does not exist | doesn't exist | not have access | no access
          not allowed to access | not authorized to access
          """);

  /// The address leads to no such thing, or to another kind of server.
  static final Phrases NO_PAGE =
      Phrases.of(
          """
          page not found | file not found | resource not found | endpoint not found
          route not found | no route | unexpected endpoint | unknown endpoint
          unknown request url | unknown url | invalid url | no such endpoint | no handler found
          unrecognized request url | unknown path | method not allowed | cannot post | cannot get
          """);

  static final Phrases POLICY =
      Phrases.of(
          """
          content_filter | content_policy | content management policy | content filtering policy
          data_inspection_failed | datainspectionfailed | inappropriate content | usage policies
          usage policy | moderation | was flagged | flagged as potentially
          """);

  static final Phrases BAD_KEY =
      Phrases.of(
          """
          invalid_api_key | incorrect api key | invalid api key | invalid apikey
          invalid x-api-key | api key not valid | api_key_invalid | api key expired
          api key is invalid | authentication_error | invalid authentication
          invalid access token | unauthorized | no auth credentials
          """);

  /// What was paid for is used up, or was never paid for.
  static final Phrases CREDIT =
      Phrases.of(
          """
          insufficient_quota | insufficient_balance | insufficient credit | insufficient balance
          insufficient funds | insufficient account balance | credit balance | credits exhausted
          out of credits | no credits | more credits | monthly included credits
          available credits | monthly spending limit | spending limit | spend limit
          billing_hard_limit | billing hard limit | billing_not_active | billing limit
          payment required | key limit exceeded | exceeded_current_quota | account is not active
          good standing | arrearage | freetieronly | free tier of the model has been exhausted
          trial has expired | 余额不足 | 欠费
          """);

  /// Of those, what no server calls a limit that is over in seconds.
  static final Phrases CREDIT_CODES =
      Phrases.of(
          """
          insufficient_quota | insufficient_balance | billing_ | credit balance
          """);

  static final Phrases RATE =
      Phrases.of(
          """
          resource_exhausted | resource exhausted | exceeded your current quota | rate_limit
          rate limit | ratelimit | too many requests | throttling | throttled
          """);

  static final Phrases REGION =
      Phrases.of(
          """
          unsupported_country | country, region | country or region | location is not supported
          region is not supported | not supported in your | not available in your country
          not available in your region | not available in your location | unavailable in your
          forbidden region | restricted region
          """);

  /// With 403.
  static final Phrases WALL =
      Phrases.of(
          """
          cloudflare | error code: 10 | web application firewall | request blocked | blocked by
          """);

  /// In a page that looks whether a person is there.
  static final Phrases CHALLENGE =
      Phrases.of(
          """
          just a moment | attention required | enable javascript and cookies | captcha
          """);

  static final Phrases LOADING =
      Phrases.of(
          """
          loading model | model is loading | is currently loading | still loading
          is being loaded | currently being loaded | model loading | loading the model
          estimated_time | model is starting | server is starting | process is starting
          starting up | warming up | model is not ready | model not ready | not ready yet
          """);

  static final Phrases NOT_LOADING =
      Phrases.of(
          """
          fail | error loading | unable to load | could not load | cannot load | not enough memory
          out of memory | more system memory
          """);

  /// A chat template that does not take what it was given: the server's own error, it says.
  static final Phrases TEMPLATE =
      Phrases.of(
          """
          jinja | raise_exception | chat template | chat_template | roles must alternate
          role not supported | templateerror
          """);

  private ErrorPhrases() {}
}
