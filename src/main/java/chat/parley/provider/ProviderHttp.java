package chat.parley.provider;

import chat.parley.provider.Fault.Kind;
import chat.parley.provider.HttpConnections.HttpExchange;
import chat.parley.provider.Provider.Listing;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/// The exchanges with one server of models: bounded in time and size, each on the thread that asked
/// for it, and closed when that is interrupted. Whatever goes wrong is a [Fault].
final class ProviderHttp implements AutoCloseable {

  /// The largest body that is read where no stream was expected, in bytes.
  static final int MAX_ERROR_BODY = 64 * 1024;

  /// The largest list of models (OpenRouter's has 600 KB), in bytes.
  static final int MAX_BODY = 8_000_000;

  private final HttpConnections connections;
  private final Map<String, String> headers;
  private final Timeouts timeouts;
  private final FaultTranslator faults;

  /// @param headers of each request
  ProviderHttp(
      ServerEndpoint endpoint,
      Map<String, String> headers,
      Timeouts timeouts,
      InstantSource clock) {
    this(endpoint.egress(), endpoint.key(), headers, timeouts, clock);
  }

  /// @param key taken out of everything that the server says
  ProviderHttp(
      EgressPolicy policy,
      Optional<String> key,
      Map<String, String> headers,
      Timeouts timeouts,
      InstantSource clock) {
    this.connections = new HttpConnections(timeouts, policy);
    this.headers = headers;
    this.timeouts = timeouts;
    this.faults = new FaultTranslator(new ErrorText(key.orElse(null)), clock);
  }

  /// @throws FaultException where the server does not give what was asked for
  String get(String url) throws InterruptedException {
    HttpUriRequestBase message = message("GET", url);
    message.setHeader(HttpHeaders.ACCEPT, "application/json");
    return body(message);
  }

  /// @throws FaultException where the server does not give what was asked for
  String post(String url, JsonNode body) throws InterruptedException {
    return body(posting(url, body));
  }

  FaultException garbled(String body) {
    return new FaultException(faults.ofBody(body));
  }

  /// Asks for the models, in as many requests as it takes.
  interface Lister {
    List<Model> list() throws InterruptedException;
  }

  Listing listing(Lister lister) {
    try {
      return new Listing.Models(lister.list());
    } catch (FaultException e) {
      return new Listing.Unknown(e.fault());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Listing.Unknown(faults.fault(Kind.UNREACHABLE, "Interrupted"));
    }
  }

  Ending answer(String url, WireFormat format, Prompt prompt, Consumer<Chunk> sink)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    AnswerOutput output = new AnswerOutput(sink);
    try (HttpExchange exchange = connections.begin(posting(url, format.request(prompt)))) {
      ResponseReader reader =
          new ResponseReader(format, output, exchange.deadline(), timeouts, faults);
      Optional<Fault> fault = read(exchange, reader);
      output.flush();
      return fault.<Ending>map(Ending.Faulted::new).orElseGet(reader::ending);
    } catch (FaultException e) {
      return new Ending.Faulted(e.fault());
    }
  }

  private Optional<Fault> read(HttpExchange exchange, ResponseReader reader)
      throws InterruptedException {
    exchange.deadline().in(timeouts.firstToken());
    try {
      // Whatever the content type says: it is wrong too often, and the body shows what it is.
      return response(
          exchange,
          response -> {
            InputStream content = content(response);
            if (content != null) {
              reader.read(content);
            }
            return reader.faultAtEnd();
          });
    } catch (FaultException e) {
      return Optional.of(e.fault());
    }
  }

  private String body(HttpUriRequestBase message) throws InterruptedException {
    try (HttpExchange exchange = connections.begin(message)) {
      exchange.deadline().in(timeouts.listing());
      return response(exchange, response -> body(response, MAX_BODY));
    }
  }

  /// What is done with a response that is no refusal.
  private interface BodyReader<T> {
    T read(ClassicHttpResponse response) throws IOException, InterruptedException;
  }

  private <T> T response(HttpExchange exchange, BodyReader<T> reading) throws InterruptedException {
    boolean began = false;
    try {
      ClassicHttpResponse response = exchange.open();
      began = true;
      try {
        if (response.getCode() / 100 != 2) {
          throw new FaultException(refusal(response));
        }
        return reading.read(response);
      } finally {
        exchange.release(response);
      }
    } catch (IOException e) {
      throw translated(e, exchange.deadline(), began);
    } catch (HttpException e) {
      throw new FaultException(faults.fault(Kind.UNREACHABLE, String.valueOf(e.getMessage())));
    }
  }

  private FaultException translated(IOException e, Deadline deadline, boolean began)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (deadline.isOver()) {
      return new FaultException(
          faults.fault(Kind.TIMED_OUT, "Nothing came within the time allowed"));
    }
    return new FaultException(faults.ofException(e, began));
  }

  private Fault refusal(ClassicHttpResponse response) throws IOException {
    int status = response.getCode();
    if (status >= 300 && status < 400) {
      // Not followed: the key would go along to wherever it leads.
      String target = header(response, HttpHeaders.LOCATION);
      return faults.fault(Kind.GARBLED, status + ": the server moved to " + target);
    }
    String retryAfter = header(response, HttpHeaders.RETRY_AFTER);
    return faults.ofResponse(status, body(response, MAX_ERROR_BODY), retryAfter);
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
    return in == null
        ? null
        : ContentDecoding.of(in, header(response, HttpHeaders.CONTENT_ENCODING));
  }

  private HttpUriRequestBase posting(String url, JsonNode body) {
    HttpUriRequestBase message = message("POST", url);
    message.setHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    message.setEntity(new StringEntity(body.toString(), ContentType.APPLICATION_JSON));
    return message;
  }

  private HttpUriRequestBase message(String method, String url) {
    HttpUriRequestBase message = new HttpUriRequestBase(method, URI.create(url));
    headers.forEach(message::addHeader);
    message.setHeader(HttpHeaders.USER_AGENT, "Parley");
    // What is packed comes in lumps.
    message.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    return message;
  }

  /// Closes the connections when no exchange uses them; what is being written goes on to its end.
  void retire() {
    connections.retire();
  }

  /// Whether it is retired, and nothing is open.
  boolean isGone() {
    return connections.isGone();
  }

  /// Ends every answer that is still being written.
  @Override
  public void close() {
    connections.close();
  }
}
