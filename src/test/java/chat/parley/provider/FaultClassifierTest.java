package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What public servers say of their errors, and what it means.
final class FaultClassifierTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // Too long, in the words of each.
        "400 | This model's maximum prompt length is 131072 but the request contains 200000 tokens. | CONTEXT_TOO_LONG",
        "400 | Range of input length should be [1, 129024] | CONTEXT_TOO_LONG",
        "400 | Input length 131393 exceeds the maximum allowed input length of 131040 tokens. | CONTEXT_TOO_LONG",
        "400 | Unable to submit request because the input token count is 40000 but model only supports up to 32768. | CONTEXT_TOO_LONG",
        "400 | You passed 4001 input tokens and requested 96 output tokens. However, the model's context length is only 4096 tokens. Please reduce the length of the input prompt. | CONTEXT_TOO_LONG",
        "400 | prompt token count of 130000 exceeds the limit of 128000 | CONTEXT_TOO_LONG",
        "400 | Invalid request: Your request exceeded model token limit: 8192 | CONTEXT_TOO_LONG",
        "400 | Prompt exceeds max length (1261) | CONTEXT_TOO_LONG",
        "400 | invalid params, context window exceeds limit (2013) | CONTEXT_TOO_LONG",
        "400 | too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000. | CONTEXT_TOO_LONG",
        "422 | Input validation error: `inputs` must have less than 4095 tokens. Given: 5000 | CONTEXT_TOO_LONG",
        "400 | Input Tokens Exceeded: Number of input tokens exceeds maximum length 4000. | CONTEXT_TOO_LONG",
        "500 | the request exceeds the available context size, try increasing it | CONTEXT_TOO_LONG",
        "413 | Request Entity Too Large | CONTEXT_TOO_LONG",
        "400 | 输入长度超过模型最大上下文长度 8192 | CONTEXT_TOO_LONG",
        "400 | 上下文长度超过限制 (32768) | CONTEXT_TOO_LONG",
        "400 | 提示超长: 9000 | CONTEXT_TOO_LONG",
        "400 | The input text exceeds the limit | CONTEXT_TOO_LONG",
        "400 | prompt length exceeds maximum | CONTEXT_TOO_LONG",
        "400 | Please reduce the length of the messages or completion. | CONTEXT_TOO_LONG",
        "400 | request length 50000 is greater than max_seq_len 4096 | CONTEXT_TOO_LONG",
        "400 | maximum sequence length is 4096, got 8000 | CONTEXT_TOO_LONG",
        // One request alone is more than a minute allows.
        "413 | Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 12000, please reduce your message size. (rate_limit_exceeded) | CONTEXT_TOO_LONG",
        "429 | Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 342389. | CONTEXT_TOO_LONG",
        "429 | Rate limit reached on tokens per min (TPM): Limit 30000, Used 25000, Requested 10000. Please try again in 10s. | RATE_LIMITED",
        "429 | Rate limit on tokens (limit: 6000, requested: 12000) | CONTEXT_TOO_LONG",
        "429 | limit: 30,000, used: 25,000, requested: 10,000 | RATE_LIMITED",
        "429 | limited: 6000 requests, requested : 12000 | RATE_LIMITED",
        "429 | Too many tokens, please wait before trying again. | RATE_LIMITED",
        "429 | This request would exceed your organization's rate limit of 30,000 input tokens per minute | RATE_LIMITED",
        // Another length.
        "400 | max_tokens must be less than 4096 | DECLINED",
        "400 | Unsupported value: 'temperature' does not support 0.7 with this model. | DECLINED",
        // The words of a length in something that is about none.
        "502 | <style>body{overflow:hidden;width:1024px}</style><p class=\"\"message\"\">Bad gateway</p> | UNAVAILABLE",
        "500 | <style>body{overflow:hidden;width:1024px}</style><p class=\"\"message\"\">Oops</p> | UNAVAILABLE",
        "404 | <html><style>p{overflow:hidden;width:1024px}</style><p class=\"\"message\"\">Lost</p> | WRONG_ADDRESS",
        "502 | <html><body><!-- --><script>let model = 'does not exist'</script>Bad gateway | UNAVAILABLE",
        "503 | Too many pending messages in queue (1024 of 1024) | UNAVAILABLE",
        "0 | Too many pending messages in queue (1024 of 1024) | UNAVAILABLE",
        "504 | upstream sent too large message (65536 bytes) | TIMED_OUT",
        "529 | Too many conversations at once (limit of 4096 exceeded) | UNAVAILABLE",
        "503 | This model's maximum context length is 8192 tokens | CONTEXT_TOO_LONG",
        "502 | <html><body><p>prompt is too long</p> | CONTEXT_TOO_LONG",
        "400 | 输入图片大小超过限制 10485760 | DECLINED",
        // Credit, which waiting does not bring.
        "429 | You exceeded your current quota, please check your plan and billing details. (insufficient_quota) | CREDIT_USED_UP",
        "402 | Insufficient Balance | CREDIT_USED_UP",
        "400 | Your credit balance is too low to access the Anthropic API. | CREDIT_USED_UP",
        "403 | Key limit exceeded (total limit). | CREDIT_USED_UP",
        "403 | Your team has either used all available credits or reached its monthly spending limit. | CREDIT_USED_UP",
        "400 | Billing hard limit has been reached (billing_hard_limit_reached) | CREDIT_USED_UP",
        "429 | You exceeded your current quota, please check your plan. (RESOURCE_EXHAUSTED) | RATE_LIMITED",
        // The address.
        "404 | Not Found | WRONG_ADDRESS",
        "404 | \"\" | WRONG_ADDRESS",
        "404 | Resource not found (404) | WRONG_ADDRESS",
        "404 | no Route matched with those values | WRONG_ADDRESS",
        "404 | Invalid URL (POST /v1/v1/chat/completions) (invalid_request_error) | WRONG_ADDRESS",
        "404 | Cannot GET /v1/models | WRONG_ADDRESS",
        "404 | <html><title>404</title> no model here | WRONG_ADDRESS",
        "405 | Method Not Allowed | WRONG_ADDRESS",
        "0 | Unexpected endpoint or method. (POST /chat/completions) | WRONG_ADDRESS",
        // The model.
        "404 | The model `x` does not exist or you do not have access to it. | UNKNOWN_MODEL",
        "404 | model: claude-9 (not_found_error) | UNKNOWN_MODEL",
        "404 | models/x is not found for API version v1beta | UNKNOWN_MODEL",
        "404 | The API deployment for this resource does not exist. (DeploymentNotFound) | UNKNOWN_MODEL",
        "403 | Project `p` does not have access to model `gpt-5` (model_not_found) | UNKNOWN_MODEL",
        "401 | key not allowed to access model. This key can only access models=['a'] (key_model_access_denied) | UNKNOWN_MODEL",
        // Who may.
        "403 | Forbidden | WRONG_KEY",
        "0 | invalid key (401) (unauthorized) | WRONG_KEY",
        "403 | Country, region, or territory not supported (unsupported_country_region_territory) | NOT_SERVED_HERE",
        "400 | User location is not supported for the API use. | NOT_SERVED_HERE",
        "403 | <!DOCTYPE html><title>Just a moment...</title> Enable JavaScript and cookies | BLOCKED",
        "403 | error code: 1010 | BLOCKED",
        "503 | <html><title>Just a moment...</title> | BLOCKED",
        "502 | <html><title>Bad gateway</title> cloudflare | UNAVAILABLE",
        // Loading.
        "503 | Loading model (unavailable_error) | LOADING",
        "503 | Model x is currently loading | LOADING",
        "500 | llm server loading model | LOADING",
        "503 | Service is starting up | LOADING",
        "500 | failed to load model | UNAVAILABLE",
        "500 | model requires more system memory (9 GiB): error loading model | UNAVAILABLE",
        // What is refused otherwise is refused, and no failure of the server's.
        "500 | System role not supported at row 1, column 70 | DECLINED",
        "400 | Bad Request | DECLINED",
        "422 | Unprocessable | DECLINED",
        "418 | I'm a teapot | DECLINED",
        "500 | Oops | UNAVAILABLE",
        "0 | the engine has died | UNAVAILABLE",
      })
  void what_a_server_says_is_named(int status, String said, Kind kind) {
    assertThat(FaultClassifier.kind(status, said.toLowerCase(Locale.ROOT))).isEqualTo(kind);
  }
}
