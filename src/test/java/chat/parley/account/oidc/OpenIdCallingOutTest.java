package chat.parley.account.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.egress.Egress;
import chat.parley.problem.Problem;
import chat.parley.support.Certificates;
import chat.parley.support.ForwardProxy;
import chat.parley.support.TestApp;
import chat.parley.support.TlsFront;
import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A provider behind a proxy, with a certificate of its own.
final class OpenIdCallingOutTest {
  private static final String ISSUER = "https://chat.example.org";
  private static final URI BACK = URI.create("https://parley.example.org/sign-in/harbour/return");
  private static final String METADATA =
      """
      {"issuer": "https://chat.example.org", "authorization_endpoint": "https://chat.example.org/in",
       "token_endpoint": "https://chat.example.org/token", "jwks_uri": "https://chat.example.org/keys",
       "response_types_supported": ["code"], "subject_types_supported": ["public"],
       "id_token_signing_alg_values_supported": ["RS256"]}
      """;

  @TempDir private Path directory = Path.of("set by JUnit");

  @Test
  void a_provider_is_called_through_the_proxy_and_believed_by_the_file() throws Exception {
    Certificates certificates = Certificates.make(directory, "EC");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = METADATA.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    Registration harbour =
        new Registration(
            "harbour", "Harbour", ISSUER, "parley", "secret", List.of("openid"), Set.of());
    try (TlsFront secured = TlsFront.of(certificates, server.getAddress().getPort());
        ForwardProxy proxy = ForwardProxy.start("ada:secret");
        OpenId known =
            new OpenId(
                List.of(harbour),
                egress(proxy, certificates),
                TestApp.QUICK.openIdCall(),
                Clock.systemUTC());
        OpenId mistrusting =
            new OpenId(
                List.of(harbour),
                egress(proxy, null),
                TestApp.QUICK.openIdCall(),
                Clock.systemUTC())) {
      proxy.leads("chat.example.org", 443, secured.port());
      assertThat(known.begin(harbour, BACK).address().toString())
          .startsWith("https://chat.example.org/in?");
      assertThat(proxy.asked()).contains("CONNECT chat.example.org:443");
      assertThatThrownBy(() -> mistrusting.begin(harbour, BACK)).isInstanceOf(Problem.class);
    } finally {
      server.stop(0);
    }
  }

  private static Egress egress(ForwardProxy proxy, @Nullable Certificates certificates) {
    return Egress.of(
        Map.of("HTTPS_PROXY", "http://ada:secret@127.0.0.1:" + proxy.port())::get,
        certificates == null ? "" : certificates.tls().certificate().toString());
  }
}
