package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
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
    return of(status, ErrorBody.said(body), RetryAfter.of(retryAfter, body, clock));
  }

  /// Of something else than an answer, under a status that promises one: a page of a proxy, or an
  /// error in words of its own.
  Fault ofOther(String body) {
    JsonNode root = StreamEvent.object(body).orElse(MissingNode.getInstance());
    if (ErrorBody.status(root) != 0) {
      return ofError(root);
    }
    boolean isPage = body.startsWith("<");
    String said = (isPage ? "A page instead of an answer: " : "") + ErrorBody.said(body);
    Kind kind = FaultClassifier.kind(200, said.toLowerCase(Locale.ROOT));
    // Without a word that names the fault it was no refusal, only no answer.
    boolean isUnnamed = isPage || kind == Kind.DECLINED;
    return new Fault(isUnnamed ? Kind.GARBLED : kind, detail.of(said), null);
  }

  /// Of an error object in a stream, or in a body that came with 200.
  Fault ofError(JsonNode error) {
    return of(
        ErrorBody.status(error),
        ErrorBody.said(error),
        RetryAfter.of(null, error.toString(), clock));
  }

  /// Of a body that came with 200 and is not what was asked for.
  Fault ofBody(String body) {
    return StreamEvent.object(body)
        .filter(root ->
            root.hasNonNull("error") || root.hasNonNull("errors") || ErrorBody.status(root) != 0)
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
}
