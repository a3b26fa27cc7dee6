package chat.parley.account.oidc;

import chat.parley.egress.Egress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Calls a provider, bounded in time and size. Redirects are not followed: what is configured is
/// what is talked with. What an answer calls itself is not asked: providers send JSON under any
/// type or none, and packed though nobody wanted it so.
final class HttpSender implements AutoCloseable {
  /// Bytes, unpacked too.
  private static final int LARGEST = 256 * 1024;

  /// Without a word about signs, of which there are only those of ASCII.
  private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");

  private final CloseableHttpClient client;
  private final Duration longestCall;

  /// @param egress by which way the calls go out
  /// @param longestCall for each as a whole, from the connection to the last byte
  HttpSender(Egress egress, Duration longestCall) {
    this.longestCall = longestCall;
    Timeout longest = Timeout.ofMilliseconds(longestCall.toMillis());
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
  record HttpAnswer(int status, String body) {
    boolean isGood() {
      return status >= 200 && status < 300;
    }

    /// @throws IOException when it is none
    Claims claims() throws IOException {
      return Claims.parse(body);
    }
  }

  /// A request to be filled in.
  static HttpUriRequestBase to(String method, URI address) throws IOException {
    HttpUriRequestBase request = new HttpUriRequestBase(method, check(address));
    request.addHeader("Accept", "application/json");
    request.addHeader("User-Agent", "Parley");
    return request;
  }

  /// A form to be sent.
  static HttpUriRequestBase form(URI address, String form) throws IOException {
    HttpUriRequestBase request = to("POST", address);
    request.setEntity(new StringEntity(form, FORM));
    return request;
  }

  /// Fetches a document.
  ///
  /// @throws IOException also when there is none
  Claims get(URI address) throws IOException {
    HttpAnswer answer = send(to("GET", address));
    if (!answer.isGood()) {
      throw new IOException(
          String.format(
              Locale.ENGLISH,
              "status %d at %s%s",
              answer.status(),
              address,
              answer.status() / 100 == 3 ? ", and redirects are not followed" : ""));
    }
    try {
      return answer.claims();
    } catch (IOException e) {
      throw new IOException("what stands at " + address + ": " + e.getMessage(), e);
    }
  }

  /// The client bounds each wait, and not all of them together.
  HttpAnswer send(HttpUriRequestBase request) throws IOException {
    AtomicReference<HttpAnswer> answer = new AtomicReference<>();
    AtomicReference<IOException> failure = new AtomicReference<>(tooSlow());
    Thread calling =
        Thread.ofVirtual()
            .name("openid-call")
            .start(() -> {
              try {
                answer.set(client.execute(request, HttpSender::read));
              } catch (IOException e) {
                failure.set(e);
              }
            });
    try {
      calling.join(longestCall);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      request.abort();
      calling.interrupt();
    }
    HttpAnswer got = answer.get();
    if (got == null) {
      throw failure.get();
    }
    return got;
  }

  private static HttpAnswer read(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(LARGEST + 1);
    if (body.length > LARGEST) {
      throw new IOException("more than " + LARGEST + " bytes");
    }
    return new HttpAnswer(response.getCode(), new String(unpacked(body), StandardCharsets.UTF_8));
  }

  /// No JSON begins like this.
  private static byte[] unpacked(byte[] body) throws IOException {
    if (body.length < 2 || body[0] != (byte) 0x1f || body[1] != (byte) 0x8b) {
      return body;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] plain = in.readNBytes(LARGEST + 1);
      if (plain.length > LARGEST) {
        throw new IOException("more than " + LARGEST + " bytes, unpacked");
      }
      return plain;
    }
  }

  private IOException tooSlow() {
    return new IOException("no answer within " + longestCall.toSeconds() + " s");
  }

  /// The provider names its addresses itself; none of them may be in clear on a network.
  static URI check(URI address) throws IOException {
    if (address.getHost() != null
        && ("https".equals(address.getScheme())
            || ("http".equals(address.getScheme())
                && Registration.isLoopback(address.getHost())))) {
      return address;
    }
    throw new IOException("not over https: " + address.getScheme() + "://" + address.getHost());
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
