package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

/// Makes a fault of what a server or the network said; what kind it is says [FaultClassifier].
final class FaultTranslator {

  /// How long a wait may be that nobody has to be told the time of.
  private static final Duration SHORT_WAIT = RetryPolicy.LONGEST_WAIT;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Duration LONGEST_TOLD = Duration.ofDays(400);

  private static final List<String> MESSAGES =
      List.of(
          "message",
          "detail",
          "msg",
          "error_description",
          "errorMessage",
          "title",
          "reason",
          "status_msg");

  private static final List<String> CODES =
      List.of("type", "code", "status", "error_type", "error_code", "param");

  /// Of what stands around the error, and is not about the answer as a whole.
  private static final List<String> CODES_BESIDE = List.of("code", "error_type", "error_code");

  private static final int MOST_SAID = 10_000;

  private final ErrorText detail;
  private final InstantSource clock;

  FaultTranslator(ErrorText detail, InstantSource clock) {
    this.detail = detail;
    this.clock = clock;
  }

  Fault fault(Kind kind, String said) {
    return new Fault(kind, detail.of(said), null);
  }

  /// Of a response that is no success.
  ///
  /// @param retryAfter the header, where there was one
  Fault ofResponse(int status, String body, @Nullable String retryAfter) {
    return of(status, said(body), RetryAfter.of(retryAfter, body, clock));
  }

  /// Of something else than an answer, under a status that promises one: a page of a proxy, or an
  /// error in words of its own.
  Fault ofOther(String body) {
    JsonNode root = StreamEvent.object(body).orElse(MissingNode.getInstance());
    if (status(root) != 0) {
      return ofError(root);
    }
    boolean isPage = body.startsWith("<");
    String said = (isPage ? "A page instead of an answer: " : "") + said(body);
    Kind kind = FaultClassifier.kind(200, said.toLowerCase(Locale.ROOT));
    // Without a word that names the fault it was no refusal, only no answer.
    boolean isUnnamed = isPage || kind == Kind.DECLINED;
    return new Fault(isUnnamed ? Kind.GARBLED : kind, detail.of(said), null);
  }

  /// Of an error object in a stream, or in a body that came with 200.
  Fault ofError(JsonNode error) {
    return of(status(error), said(error), RetryAfter.of(null, error.toString(), clock));
  }

  /// Of a body that came with 200 and is not what was asked for.
  Fault ofBody(String body) {
    return StreamEvent.object(body)
        .filter(root -> root.hasNonNull("error") || root.hasNonNull("errors") || status(root) != 0)
        .map(root -> ofError(root.hasNonNull("error") ? root.get("error") : root))
        .orElseGet(() -> fault(Kind.GARBLED, body));
  }

  private Fault of(int status, String said, @Nullable Duration retryAfter) {
    String lower = said.toLowerCase(Locale.ROOT);
    Kind kind = FaultClassifier.kind(status, lower);
    // What comes back in seconds is a limit, in whatever words (Google's free quota), but for the
    // codes of credit: some servers send the header with every 429.
    if (kind == Kind.CREDIT_USED_UP
        && status == 429
        && isShort(retryAfter)
        && !FaultClassifier.isSurelyOfCredit(lower)) {
      kind = Kind.RATE_LIMITED;
    }
    String shown = (status == 0 ? "" : status + " ") + said;
    return new Fault(kind, detail.of(again(retryAfter) + shown), retryAfter);
  }

  private static boolean isShort(@Nullable Duration wait) {
    return wait != null && wait.compareTo(SHORT_WAIT) <= 0;
  }

  /// When to come back, where nobody waits for that.
  private String again(@Nullable Duration wait) {
    return wait == null || isShort(wait) || wait.compareTo(LONGEST_TOLD) > 0
        ? ""
        : Fault.AGAIN + TIME.format(clock.instant().plus(wait).plusSeconds(59)) + ". ";
  }

  private static int status(JsonNode error) {
    for (String name :
        new String[] {"code", "status", "status_code", "http_status", "error_code"}) {
      JsonNode code = error.path(name);
      int number = code.isTextual() ? number(code.textValue().strip()) : code.asInt(0);
      if (number >= 300 && number < 600) {
        return number;
      }
    }
    return ofMiniMax(error.path("status_code").asInt(0));
  }

  /// The status that one of MiniMax's codes stands for.
  private static int ofMiniMax(int code) {
    return switch (code) {
      case 1004, 2049 -> 401;
      case 1008 -> 402;
      case 1002 -> 429;
      case 2013 -> 400;
      default -> 0;
    };
  }

  private static int number(String text) {
    return text.length() == 3 && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(text)
        : 0;
  }

  /// Of a connection that failed.
  ///
  /// @param began whether the server had begun to respond
  Fault ofException(IOException e, boolean began) {
    String said = words(e);
    if (e.getCause() instanceof HttpException way && way.getCause() instanceof BlockedAddress) {
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
    if (e instanceof BlockedAddress) {
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
      JsonNode root = StreamEvent.JSON.readTree(body);
      return root == null || !root.isContainerNode() ? body : said(root);
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  /// The message, with the codes that stand beside it: these name the fault more surely than words.
  private static String said(JsonNode body) {
    // Google's errors may come in an array, Cloudflare's have one.
    JsonNode root = body.isArray() && body.path(0).has("error") ? body.get(0) : body;
    JsonNode error = within(root);
    StringBuilder said = new StringBuilder(error.isTextual() ? error.textValue() : message(error));
    CODES.forEach(name -> add(said, error.path(name)));
    if (!error.equals(root)) {
      CODES_BESIDE.forEach(name -> add(said, root.path(name)));
    }
    // OpenRouter passes on what the model's own host said.
    JsonNode raw = error.path("metadata").path("raw");
    if (raw.isTextual()) {
      said.append(": ").append(raw.textValue());
    }
    return said.toString();
  }

  private static JsonNode within(JsonNode root) {
    JsonNode error =
        root.hasNonNull("error")
            ? root.get("error")
            : root.hasNonNull("errors") ? root.get("errors") : root;
    if (error.isArray() && !error.isEmpty()) {
      error = error.get(0);
    }
    boolean isDeeper = error.path("error").isContainerNode() || error.path("error").isTextual();
    return isDeeper ? error.get("error") : error;
  }

  private static void add(StringBuilder said, JsonNode code) {
    if (code.isTextual() && !code.textValue().isEmpty() && said.length() < MOST_SAID) {
      said.append(" (").append(code.textValue()).append(')');
    }
  }

  private static String message(JsonNode error) {
    for (String name : MESSAGES) {
      JsonNode message = error.path(name);
      if (message.isTextual() && !message.textValue().isBlank()) {
        return message.textValue();
      }
    }
    return error.toString();
  }
}
