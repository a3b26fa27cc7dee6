package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.RawRequest;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedUpstream;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program itself, with the flag and without.
class ProgramTest {
  @TempDir private Path directory = Path.of("set by JUnit");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_proxy_is_answered_and_needs_the_link_when_its_address_is_named(boolean named)
      throws Exception {
    int port = ReverseProxy.freePort();
    String[] flags = named ? new String[] {"--public-url", ReverseProxy.url(port)} : new String[0];
    Path data = directory.resolve("data");
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        ParleyProcess parley = ParleyProcess.start(data, upstream.url(), flags);
        ReverseProxy _ = ReverseProxy.nginx(port, parley.address().getPort(), "")) {
      assertThat(get(port, "/", "Accept: text/html").status()).isEqualTo(named ? 401 : 403);
      String link = parley.said("Its secret link is http://127.0.0.1:" + port);
      assertThat(link.isEmpty()).as(link).isEqualTo(!named);
      if (named) {
        String cookie = get(port, link, "Accept: text/html").header("Set-Cookie");
        assertThat(get(port, "/", "Cookie: " + cookie.replaceFirst(";.*", "")).status())
            .isEqualTo(200);
      }
    }
  }

  private static RawRequest.Response get(int port, String path, String header) {
    return RawRequest.send(
        port, "GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port, header, "Connection: close");
  }
}
