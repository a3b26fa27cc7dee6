package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.egress.AddressRange;
import chat.parley.support.Certificates;
import chat.parley.support.RawRequest;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who is told to come with https only, and who is not.
class StrictTransportTest {
  private static final String WORD = "max-age=2592000";

  private final HttpClient client = new HttpClient();

  @BeforeEach
  void connect() throws Exception {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(Certificates.trusting(Shared.CERTIFICATES));
    client.setSslContextFactory(tls);
    client.start();
  }

  @AfterEach
  void leave() throws Exception {
    client.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "chat.example.org, true",
    "chat.example.org:443, true",
    "chat.example.org:8443, false",
    "localhost, false",
    "LOCALHOST:443, false",
    "parley.localhost, false",
    "127.0.0.1, false",
    "127.0.0.1:443, false",
    "192.168.1.2, false",
    "[::1], false",
    "[2001:db8::1]:443, false",
    "1234, false"
  })
  void over_a_certificate_of_its_own_a_name_at_the_usual_port_is_told(String host, boolean told)
      throws Exception {
    try (TestApp parley =
        TestApp.start(
            config -> {
              config.publicUrl = PublicUrl.parse("https://chat.example.org");
              config.tls = Shared.CERTIFICATES.tls();
            },
            new ScriptedProvider())) {
      ContentResponse answer =
          client.newRequest(parley.uri("/up")).headers(headers -> headers.put("Host", host)).send();
      assertThat(answer.getHeaders().get("Strict-Transport-Security"))
          .as("%s", answer.getStatus())
          .isEqualTo(told ? WORD : null);
    }
  }

  /// Made when the first test needs it.
  private static final class Shared {
    static final Certificates CERTIFICATES = Certificates.make(TestApp.temporaryDirectory(), "EC");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, https, chat.example.org, true",
    "127.0.0.0/8, https, chat.example.org, true",
    "127.0.0.1, http, chat.example.org, false",
    "127.0.0.1, '', chat.example.org, false",
    "127.0.0.1, https, chat.example.org:8443, false",
    "127.0.0.1, https, localhost, false",
    "10.0.0.1, https, chat.example.org, false",
    "'', https, chat.example.org, false"
  })
  void in_clear_only_where_a_trusted_proxy_speaks_https(
      String trusted, String scheme, String host, boolean told) {
    try (TestApp parley =
        TestApp.start(
            config -> {
              config.publicUrl = PublicUrl.parse("https://chat.example.org");
              config.trustedProxies = AddressRange.parseAll(trusted);
            },
            new ScriptedProvider())) {
      RawRequest.Response answer =
          RawRequest.send(
              parley.port(), "GET /up HTTP/1.1", "Host: " + host, "X-Forwarded-Proto: " + scheme);
      assertThat(answer.header("Strict-Transport-Security"))
          .as("%s", answer)
          .isEqualTo(told ? WORD : "");
    }
  }
}
