package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.TruncatedChunkException;
import org.jspecify.annotations.Nullable;

/// Names a fault from what a server or the network said. The wordings are those of OpenAI,
/// Anthropic, Google, Ollama, llama.cpp, vLLM, LM Studio and OpenRouter, which agree on little but
/// the status.
final class Diagnosis {

  private static final List<String> TOO_LONG =
      List.of(
          "context_length_exceeded",
          "exceed_context_size",
          "maximum context length",
          "available context size",
          "context size has been exceeded",
          "exceed context window",
          "exceeds the context window",
          "exceeds context length",
          "exceeds the model's context",
          "exceeds maximum context",
          "input length exceeds",
          "exceed context limit",
          "exceeds the maximum number of tokens",
          "prompt is too long",
          "prompt too long",
          "input is too long",
          "when context the overflows",
          "context overflow",
          "greater than the context length",
          "longer than the maximum model length",
          "longer than the model's context",
          "max_tokens must be at least 1, got -");

  private static final List<String> NO_MODEL =
      List.of(
          "model_not_found",
          "try pulling it first",
          "not a valid model",
          "invalid model",
          "no models loaded",
          "does not support chat",
          "unknown model",
          "no endpoints found for");

  /// A 404 that is not about the model: the address leads to another kind of server.
  private static final List<String> NO_PAGE =
      List.of("page not found", "<html", "<!doctype", "cannot post", "cannot get");

  private static final List<String> POLICY =
      List.of(
          "content_filter",
          "content_policy",
          "content management policy",
          "content filtering policy",
          "usage policies",
          "usage policy",
          "moderation",
          "was flagged",
          "flagged as potentially");

  private static final List<String> BAD_KEY =
      List.of(
          "invalid_api_key",
          "incorrect api key",
          "invalid api key",
          "invalid x-api-key",
          "api key not valid",
          "api key expired",
          "no auth credentials");

  private static final List<String> QUOTA =
      List.of(
          "insufficient_quota",
          "insufficient credits",
          "credit balance is too low",
          "resource_exhausted",
          "rate_limit",
          "rate limit");

  private final Detail detail;
  private final InstantSource clock;

  Diagnosis(Detail detail, InstantSource clock) {
    this.detail = detail;
    this.clock = clock;
  }

  Fault fault(Kind kind, String said) {
    return new Fault(kind, detail.of(said), null);
  }

  /// Of a response that is not 200.
  ///
  /// @param retryAfter the header, where there was one
  Fault ofResponse(int status, String body, @Nullable String retryAfter) {
    Fault fault = ofError(status, said(body));
    return new Fault(fault.kind(), fault.detail(), RetryAfter.of(retryAfter, body, clock));
  }

  /// Of an error object in a stream, or in a body that came with 200.
  Fault ofError(JsonNode error) {
    int code = error.path("code").isInt() ? error.path("code").intValue() : 0;
    return ofError(code, said(error));
  }

  private Fault ofError(int status, String said) {
    String shown = (status == 0 ? "" : status + " ") + said;
    return new Fault(kind(status, said.toLowerCase(Locale.ROOT)), detail.of(shown), null);
  }

  private static Kind kind(int status, String said) {
    if (has(said, TOO_LONG) && status != 401 && status != 429) {
      return Kind.CONTEXT_TOO_LONG;
    }
    if (has(said, POLICY)) {
      return Kind.REFUSED;
    }
    if (status == 401 || status == 403 || has(said, BAD_KEY)) {
      return Kind.WRONG_KEY;
    }
    if (status == 404 && has(said, NO_PAGE)) {
      return Kind.GARBLED;
    }
    if (status == 404 || has(said, NO_MODEL) || (said.contains("model") && lacks(said))) {
      return Kind.UNKNOWN_MODEL;
    }
    // 402: OpenRouter and DeepSeek want to be paid first; like a used-up quota.
    if (status == 429 || status == 402 || has(said, QUOTA)) {
      return Kind.RATE_LIMITED;
    }
    if (status == 413) {
      return Kind.CONTEXT_TOO_LONG;
    }
    if (status == 408 || status == 504) {
      return Kind.TIMED_OUT;
    }
    // Without a status it is a failure within a stream: the server's own, if it says no more.
    return status >= 500 || status == 0 ? Kind.UNAVAILABLE : Kind.GARBLED;
  }

  private static boolean lacks(String said) {
    return said.contains("not found") || said.contains("does not exist");
  }

  private static boolean has(String said, List<String> wordings) {
    return wordings.stream().anyMatch(said::contains);
  }

  /// Of a connection that failed.
  ///
  /// @param began whether the server had begun to respond
  Fault ofException(IOException e, boolean began) {
    String said = words(e);
    if (e.getCause() instanceof HttpException way && way.getCause() instanceof OutOfReach) {
      return fault(Kind.OUT_OF_REACH, said);
    }
    if (e instanceof TruncatedChunkException) {
      return fault(Kind.BROKE_OFF, said);
    }
    if (e instanceof MalformedChunkCodingException
        || e instanceof MessageConstraintException
        || e instanceof ClientProtocolException
        || e.getCause() instanceof ProtocolException) {
      return fault(Kind.GARBLED, said);
    }
    if (began) {
      return fault(Kind.BROKE_OFF, said);
    }
    if (e instanceof OutOfReach) {
      return fault(Kind.OUT_OF_REACH, said);
    }
    if (e instanceof UnknownHostException) {
      return fault(Kind.UNREACHABLE, "Unknown host: " + said);
    }
    if (e instanceof SSLException) {
      return fault(Kind.UNREACHABLE, "TLS: " + said);
    }
    if (e instanceof ConnectException
        || e instanceof ConnectTimeoutException
        || e instanceof NoRouteToHostException) {
      return fault(Kind.UNREACHABLE, said);
    }
    return fault(Kind.BROKE_OFF, said);
  }

  private static String words(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static String said(String body) {
    try {
      JsonNode root = StreamPiece.JSON.readTree(body);
      return root == null || !root.isContainerNode() ? body : said(root);
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  /// The message, with the codes that stand beside it: these name the fault more surely than words.
  private static String said(JsonNode body) {
    // Google's errors may come in an array.
    JsonNode root = body.isArray() && body.path(0).has("error") ? body.get(0) : body;
    JsonNode error = root.path("error").isMissingNode() ? root : root.get("error");
    if (error.isArray() && !error.isEmpty()) {
      error = error.get(0);
    }
    if (error.isTextual()) {
      return error.textValue();
    }
    JsonNode message = error.hasNonNull("message") ? error.get("message") : error.path("detail");
    StringBuilder said =
        new StringBuilder(message.isTextual() ? message.textValue() : error.toString());
    for (String name : new String[] {"type", "code", "status"}) {
      JsonNode field = error.path(name);
      if (field.isTextual() && !field.textValue().isEmpty()) {
        said.append(" (").append(field.textValue()).append(')');
      }
    }
    // OpenRouter passes on what the model's own host said.
    JsonNode raw = error.path("metadata").path("raw");
    if (raw.isTextual()) {
      said.append(": ").append(raw.textValue());
    }
    return said.toString();
  }
}
