package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.egress.Egress;
import chat.parley.provider.Fault.Kind;
import chat.parley.support.Certificates;
import chat.parley.support.ForwardProxy;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TlsFront;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers through real proxies, from real servers with certificates of their own.
final class CallingOutTest {
  /// Known to the proxy alone, and to the certificate.
  private static final String NAME = "chat.example.org";

  private static final String PASSWORD = "ada:a/b c";

  @TempDir private static Path directory = Path.of("set by JUnit");
  private static @Nullable Certificates certificates;

  private ScriptedUpstream upstream = ScriptedUpstream.start();
  private TlsFront secured = TlsFront.of(Objects.requireNonNull(certificates), upstream.port());
  private ForwardProxy proxy = ForwardProxy.start(PASSWORD);

  @BeforeAll
  static void make() {
    certificates = Certificates.make(directory, "EC");
  }

  @BeforeEach
  void lead() {
    proxy.leads(NAME, 443, secured.port());
    proxy.leads(NAME, 80, upstream.port());
  }

  @AfterEach
  public void close() {
    proxy.close();
    secured.close();
    upstream.close();
  }

  /// @param more variables and values in turn
  private Egress egress(String credentials, String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HTTPS_PROXY", "http://" + credentials + "127.0.0.1:" + proxy.port());
    environment.put("HTTP_PROXY", "http://" + credentials + "127.0.0.1:" + proxy.port());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return Egress.of(environment::get, directory.resolve("cert.pem").toString());
  }

  private Egress signedIn(String... more) {
    return egress("ada:a%2Fb%20c@", more);
  }

  private static InetAddress[] unknown(String host) throws UnknownHostException {
    if (host.matches("[0-9.]+")) {
      return InetAddress.getAllByName(host);
    }
    throw new UnknownHostException(host);
  }

  private static EgressPolicy anywhere(Egress egress) {
    return EgressPolicy.anywhere().by(egress).lookingUp(CallingOutTest::unknown);
  }

  private static EgressPolicy publicOnly(Egress egress, String address) {
    return EgressPolicy.publicOnly(List.of())
        .by(egress)
        .lookingUp(_ -> new InetAddress[] {InetAddress.ofLiteral(address)});
  }

  private static ModelServer provider(String url, EgressPolicy reach) {
    return ModelServer.open(
        new ServerEndpoint("openai", Protocol.OPENAI, url, Optional.of("the-key"), reach),
        Timeouts.DEFAULT,
        InstantSource.system());
  }

  private Heard heard(String url, EgressPolicy reach) throws InterruptedException {
    try (ModelServer provider = provider(url, reach)) {
      upstream.next(Scripts.good("Hello"));
      return Heard.from(provider, "scripted", "Hi");
    }
  }

  @Test
  void an_answer_over_https_comes_through_a_tunnel_whose_proxy_wants_a_password() throws Exception {
    Heard heard = heard("https://" + NAME, anywhere(signedIn()));
    assertThat(heard.text()).isEqualTo("Hello");
    assertThat(proxy.asked()).containsOnly("CONNECT " + NAME + ":443");
    assertThat(upstream.lastReceived().headers().get("Authorization")).isEqualTo("Bearer the-key");
    assertThat(upstream.lastReceived().headers().get("Proxy-Authorization")).isNull();
  }

  @Test
  void an_answer_over_http_is_asked_of_the_proxy() throws Exception {
    assertThat(heard("http://" + NAME + "/v1", anywhere(signedIn())).text()).isEqualTo("Hello");
    assertThat(proxy.asked()).containsOnly("POST http://" + NAME + "/v1/chat/completions");
  }

  @Test
  void this_computer_and_what_no_proxy_names_are_called_straight() throws Exception {
    assertThat(heard(upstream.url(), anywhere(signedIn())).text()).isEqualTo("Hello");
    EgressPolicy excepted =
        EgressPolicy.anywhere()
            .by(signedIn("NO_PROXY", ".example.org"))
            .lookingUp(_ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    assertThat(heard("https://" + NAME + ":" + secured.port(), excepted).text()).isEqualTo("Hello");
    assertThat(proxy.asked()).isEmpty();
  }

  @Test
  void a_proxy_that_refuses_is_named_as_the_one_that_did() throws Exception {
    Heard unasked = heard("https://" + NAME, anywhere(egress("")));
    assertThat(unasked.fault().detail()).contains("proxy", "407");
    assertThat(unasked.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(unasked.fault().detail()).contains("proxy", "407");
    Heard elsewhere = heard("https://other.example.org", anywhere(signedIn()));
    assertThat(elsewhere.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(elsewhere.fault().detail()).contains("proxy", "403").doesNotContain("a/b c");
  }

  /// The proxy would reach it: it sees more of the network than whoever has set the connection up.
  @Test
  void what_may_not_be_called_is_not_asked_of_a_proxy_either() throws Exception {
    proxy.leads("10.1.2.3", 443, secured.port());
    for (String url : List.of("https://" + NAME, "http://" + NAME, "https://10.1.2.3")) {
      Heard heard = heard(url, publicOnly(signedIn(), "10.1.2.3"));
      assertThat(heard.kind()).as(url).isEqualTo(Kind.OUT_OF_REACH);
      assertThat(heard.fault().detail()).startsWith("Parley may not call ");
    }
    String itself = "http://127.0.0.1:" + proxy.port();
    assertThat(heard(itself, publicOnly(signedIn(), "127.0.0.1")).kind())
        .as("the proxy itself, which is called to get to others")
        .isEqualTo(Kind.OUT_OF_REACH);
    assertThat(proxy.asked()).isEmpty();
    assertThat(upstream.connections()).isZero();
  }

  @Test
  void what_is_public_may_be_asked_of_a_proxy_by_everybody() throws Exception {
    Heard heard = heard("https://" + NAME, publicOnly(signedIn(), "93.184.215.14"));
    assertThat(heard.text()).isEqualTo("Hello");
  }

  @Test
  void a_socks_proxy_is_told_the_address_that_was_looked_at() throws Exception {
    Egress socks =
        Egress.of(
            Map.of("ALL_PROXY", "socks5://127.0.0.1:" + proxy.port())::get,
            directory.resolve("cert.pem").toString());
    proxy.leads("93.184.215.14", 443, secured.port());
    assertThat(heard("https://" + NAME, publicOnly(socks, "93.184.215.14")).text())
        .isEqualTo("Hello");
    assertThat(proxy.asked()).containsOnly("SOCKS 93.184.215.14:443");
    assertThat(heard("https://" + NAME, publicOnly(socks, "10.1.2.3")).kind())
        .isEqualTo(Kind.OUT_OF_REACH);
    assertThat(proxy.asked()).hasSize(1);
  }

  @Test
  void a_certificate_that_nobody_knows_is_believed_where_the_file_has_it_and_not_elsewhere()
      throws Exception {
    String url = "https://localhost:" + secured.port();
    Egress own = Egress.of(_ -> null, directory.resolve("cert.pem").toString());
    assertThat(heard(url, EgressPolicy.anywhere().by(own)).text()).isEqualTo("Hello");
    Heard stranger = heard(url, EgressPolicy.anywhere());
    assertThat(stranger.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(stranger.fault().detail()).startsWith("TLS: ");
    // The name must be right all the same.
    EgressPolicy elsewhere =
        EgressPolicy.anywhere()
            .by(own)
            .lookingUp(_ -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    assertThat(heard("https://other.example.org:" + secured.port(), elsewhere).fault().detail())
        .startsWith("TLS: ");
  }
}
