package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/// LangChain4j's HTTP client, blocking: the whole exchange, and with it every callback, happens on
/// the calling virtual thread. Whatever goes wrong comes out as [Faulted] or [Interrupted].
///
/// It reads the stream itself instead of leaving it to LangChain4j's parser: bounded, in time and
/// in size, in the protocol's [Dialect].
public final class BlockingHttpClient implements HttpClient {

  /// The largest body that is read where no stream was expected, in bytes.
  static final int MAX_ERROR_BODY = 64 * 1024;

  /// The largest list of models (OpenRouter's has 600 KB), in bytes.
  static final int MAX_BODY = 8_000_000;

  private final Dialling http;
  private final ScheduledExecutorService timer;
  private final Timeouts timeouts;
  private final Diagnosis diagnosis;
  private final Supplier<Dialect> dialects;

  public BlockingHttpClient(
      Dialling http,
      ScheduledExecutorService timer,
      Timeouts timeouts,
      Diagnosis diagnosis,
      Supplier<Dialect> dialects) {
    this.http = http;
    this.timer = timer;
    this.timeouts = timeouts;
    this.diagnosis = diagnosis;
    this.dialects = dialects;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    HttpUriRequestBase message = message(request);
    try (Deadline deadline = new Deadline(timer, message::abort)) {
      deadline.in(timeouts.listing());
      return exchange(
          message,
          deadline,
          response ->
              SuccessfulHttpResponse.builder()
                  .statusCode(response.getCode())
                  .headers(Map.of())
                  .body(body(response, MAX_BODY))
                  .build());
    }
  }

  /// @param parser not used, see above
  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    HttpUriRequestBase message = message(request);
    try (Deadline deadline = new Deadline(timer, message::abort)) {
      deadline.in(timeouts.firstToken());
      Passage passage = new Passage(dialects.get(), listener, deadline, timeouts, diagnosis);
      exchange(message, deadline, response -> read(response, passage));
      passage.end();
    }
  }

  /// Whatever the content type says: it is wrong too often, and the body shows what it is.
  private static boolean read(ClassicHttpResponse response, Passage passage) throws IOException {
    InputStream content = content(response);
    if (content != null) {
      passage.read(content);
    }
    return true;
  }

  /// What is done with a response that is no refusal.
  private interface Reading<T> {
    T read(ClassicHttpResponse response) throws IOException;
  }

  private <T> T exchange(HttpUriRequestBase message, Deadline deadline, Reading<T> reading) {
    boolean began = false;
    try {
      ClassicHttpResponse response = http.open(message);
      began = true;
      try {
        if (response.getCode() / 100 != 2) {
          throw new Faulted(refusal(response));
        }
        return reading.read(response);
      } finally {
        release(message, response);
      }
    } catch (IOException e) {
      throw translated(e, deadline, began);
    } catch (HttpException e) {
      throw new Faulted(diagnosis.fault(Kind.UNREACHABLE, String.valueOf(e.getMessage())));
    }
  }

  /// Lets go of the connection where the response was not read to its end: closing the response
  /// alone would read the rest of the stream, which may have no end.
  private static void release(HttpUriRequestBase message, ClassicHttpResponse response) {
    message.abort();
    try {
      response.close();
    } catch (IOException e) {
      // It reads from the connection that was just closed. Nothing is left to be lost.
    }
  }

  private RuntimeException translated(IOException e, Deadline deadline, boolean began) {
    if (Thread.interrupted()) {
      return new Interrupted();
    }
    if (deadline.isOver()) {
      return new Faulted(diagnosis.fault(Kind.TIMED_OUT, "Nothing came within the time allowed"));
    }
    return new Faulted(diagnosis.ofException(e, began));
  }

  private Fault refusal(ClassicHttpResponse response) throws IOException {
    int status = response.getCode();
    if (status >= 300 && status < 400) {
      // Not followed: the key would go along to wherever it leads.
      String target = header(response, HttpHeaders.LOCATION);
      return diagnosis.fault(Kind.GARBLED, status + ": the server moved to " + target);
    }
    String retryAfter = header(response, HttpHeaders.RETRY_AFTER);
    return diagnosis.ofResponse(status, body(response, MAX_ERROR_BODY), retryAfter);
  }

  private static @Nullable String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private static String body(ClassicHttpResponse response, int maxBytes) throws IOException {
    InputStream in = content(response);
    return in == null ? "" : new String(in.readNBytes(maxBytes), StandardCharsets.UTF_8);
  }

  private static @Nullable InputStream content(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    InputStream in = entity == null ? null : entity.getContent();
    return in == null ? null : Unpacked.of(in, header(response, HttpHeaders.CONTENT_ENCODING));
  }

  private static HttpUriRequestBase message(HttpRequest request) {
    HttpUriRequestBase message =
        new HttpUriRequestBase(request.method().name(), URI.create(request.url()));
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> message.addHeader(name, value)));
    message.setHeader(HttpHeaders.USER_AGENT, "Parley");
    // What is packed comes in lumps.
    message.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    if (request.body() != null) {
      message.setEntity(new StringEntity(request.body(), ContentType.APPLICATION_JSON));
    }
    return message;
  }
}
