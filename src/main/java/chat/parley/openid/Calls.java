package chat.parley.openid;

import chat.parley.egress.Egress;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Calls a provider, bounded in time and size. Redirects are not followed: what is configured is
/// what is talked with.
final class Calls implements HTTPRequestSender, ResourceRetriever, AutoCloseable {
  /// For each call as a whole, from the connection to the last byte.
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /// Bytes.
  private static final long LARGEST = 256 * 1024;

  /// Headers that are ours to set.
  private static final Set<String> OURS = Set.of("content-length", "host", "connection");

  private final CloseableHttpClient client;

  /// @param egress by which way the calls go out
  Calls(Egress egress) {
    Timeout longest = Timeout.ofMilliseconds(LONGEST.toMillis());
    PoolingHttpClientConnectionManagerBuilder pool =
        PoolingHttpClientConnectionManagerBuilder.create();
    egress.set(pool, SocketConfig.DEFAULT);
    pool.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(longest)
            // Providers close what is idle without a word.
            .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
            .build());
    pool.setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(longest).build());
    HttpClientBuilder builder = HttpClients.custom();
    egress.set(builder);
    this.client =
        builder
            .setConnectionManager(pool.build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(longest)
                    .setResponseTimeout(longest)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
  }

  /// What was answered.
  private record Answered(int status, Header[] headers, byte[] body) {}

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest asked) throws IOException {
    String body = asked.getBody();
    HttpUriRequestBase request =
        new HttpUriRequestBase(asked.getMethod().name(), check(asked.getURI()));
    asked
        .getHeaderMap()
        .forEach((name, values) -> {
          if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.addHeader(name, value));
          }
        });
    if (body != null) {
      // Its type is among the headers.
      request.setEntity(new StringEntity(body, null, null, false));
    }
    Answered answer = call(request);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : answer.headers()) {
      headers.computeIfAbsent(header.getName(), _ -> new ArrayList<>()).add(header.getValue());
    }
    HTTPResponse response = new HTTPResponse(answer.status());
    headers.forEach((name, values) -> response.setHeader(name, values.toArray(String[]::new)));
    response.setBody(new String(answer.body(), StandardCharsets.UTF_8));
    return response;
  }

  /// Fetches a document.
  ///
  /// @throws IOException also when there is none
  String get(URI address) throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase("GET", check(address));
    request.addHeader("Accept", "application/json");
    Answered answer = call(request);
    if (answer.status() != 200) {
      throw new IOException("status " + answer.status() + " at " + address);
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

  /// The client bounds each wait, and not all of them together.
  private Answered call(HttpUriRequestBase request) throws IOException {
    AtomicReference<Answered> answer = new AtomicReference<>();
    AtomicReference<IOException> failure = new AtomicReference<>(tooSlow());
    Thread calling =
        Thread.ofVirtual()
            .name("openid-call")
            .start(() -> {
              try {
                answer.set(client.execute(request, Calls::read));
              } catch (IOException e) {
                failure.set(e);
              }
            });
    try {
      calling.join(LONGEST);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      request.abort();
      calling.interrupt();
    }
    Answered got = answer.get();
    if (got == null) {
      throw failure.get();
    }
    return got;
  }

  private static Answered read(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes((int) LARGEST + 1);
    if (body.length > LARGEST) {
      throw new IOException("more than " + LARGEST + " bytes");
    }
    return new Answered(response.getCode(), response.getHeaders(), body);
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
    client.close(CloseMode.IMMEDIATE);
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
