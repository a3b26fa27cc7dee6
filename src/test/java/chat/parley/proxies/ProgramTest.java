package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.RawRequest;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program itself, with the flag and without.
class ProgramTest {
  @TempDir private Path directory = Path.of("set by JUnit");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_proxy_is_let_in_with_a_warning_when_its_address_is_named(boolean named) throws Exception {
    int port = ReverseProxy.freePort();
    String[] flags = named ? new String[] {"--public-url", ReverseProxy.url(port)} : new String[0];
    Path data = directory.resolve("data");
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        ParleyProcess parley = ParleyProcess.start(data, upstream.url(), flags);
        ReverseProxy _ = ReverseProxy.nginx(port, parley.address().getPort(), "")) {
      int status =
          RawRequest.send(port, "GET / HTTP/1.1", "Host: 127.0.0.1:" + port, "Connection: close")
              .status();
      assertThat(status).isEqualTo(named ? 200 : 403);
      String log = Files.readString(directory.resolve("data.log"));
      assertThat(log.contains("whoever it lets through is let in url=" + ReverseProxy.url(port)))
          .as(log)
          .isEqualTo(named);
    }
  }
}
