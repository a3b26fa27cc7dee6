package chat.parley.openid;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Calls a provider, bounded in time and size. Redirects are not followed: what is configured is
/// what is talked with.
final class Calls implements HTTPRequestSender, ResourceRetriever, AutoCloseable {
  /// For each call as a whole, from the connection to the last byte.
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /// Bytes.
  private static final long LARGEST = 256 * 1024;

  /// Headers that are ours to set.
  private static final Set<String> OURS = Set.of("content-length", "host", "connection");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LONGEST)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest asked) throws IOException {
    String body = asked.getBody();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(check(asked.getURI()))
            .method(
                asked.getMethod().name(),
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    asked
        .getHeaderMap()
        .forEach((name, values) -> {
          if (!OURS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
          }
        });
    HttpResponse<byte[]> answer = call(request);
    HTTPResponse response = new HTTPResponse(answer.statusCode());
    for (Map.Entry<String, java.util.List<String>> header : answer.headers().map().entrySet()) {
      response.setHeader(header.getKey(), header.getValue().toArray(String[]::new));
    }
    response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
    return response;
  }

  /// Fetches a document.
  ///
  /// @throws IOException also when there is none
  String get(URI address) throws IOException {
    HttpResponse<byte[]> answer =
        call(HttpRequest.newBuilder(check(address)).header("Accept", "application/json"));
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + " at " + address);
    }
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Override
  public Resource retrieveResource(URL address) throws IOException {
    try {
      return new Resource(get(address.toURI()), "application/json");
    } catch (URISyntaxException e) {
      throw new IOException("no address", e);
    }
  }

  /// The client bounds the wait for the headers, and not that for what comes after them.
  private HttpResponse<byte[]> call(HttpRequest.Builder request) throws IOException {
    HttpRequest asked = request.timeout(LONGEST).build();
    AtomicReference<HttpResponse<byte[]>> answer = new AtomicReference<>();
    AtomicReference<IOException> failure = new AtomicReference<>(tooSlow());
    Thread calling =
        Thread.ofVirtual()
            .name("openid-call")
            .start(() -> {
              try {
                answer.set(
                    client.send(asked, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST)));
              } catch (IOException e) {
                failure.set(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      calling.join(LONGEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      calling.interrupt();
    }
    HttpResponse<byte[]> got = answer.get();
    if (got == null) {
      throw failure.get();
    }
    return got;
  }

  private static IOException tooSlow() {
    return new IOException("no answer within " + LONGEST.toSeconds() + " s");
  }

  /// The provider names its addresses itself; none of them may be in clear on a network.
  static URI check(URI address) throws IOException {
    if ("https".equals(address.getScheme())
        || ("http".equals(address.getScheme()) && Registration.isLoopback(address.getHost()))) {
      return address;
    }
    throw new IOException("not over https: " + address.getScheme() + "://" + address.getHost());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// Reads what was answered.
  static <T> T parsed(Parsing<T> parsing, String text) throws IOException {
    try {
      return parsing.parse(text);
    } catch (ParseException | RuntimeException e) {
      throw new IOException("not understood: " + e.getMessage(), e);
    }
  }

  interface Parsing<T> {
    T parse(String text) throws ParseException;
  }
}
