package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.AnotherUser;
import chat.parley.support.ParleyProcess;
import chat.parley.support.RawRequest;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/parley link`.
class LinkCommandTest {
  @TempDir private Path directory = Path.of("set by JUnit");

  @Test
  void the_link_of_the_parley_that_runs_is_printed_and_opens_it() {
    try (TestApp running = TestApp.startIn(directory, new ScriptedProvider())) {
      Said said = parley("link", "--data", directory.toString());
      assertThat(said.words().strip())
          .isEqualTo("http://127.0.0.1:" + running.port() + "/link/" + running.secret());
      assertThat(said.code()).isZero();
      assertThat(parley("link", "--data", directory.toString())).isEqualTo(said);
      assertThat(running.get(URI.create(said.words().strip()).getPath()).headers().map())
          .containsKey("set-cookie");
    }
  }

  @Test
  void it_stays_good_over_a_restart_at_another_port() {
    String first;
    try (TestApp running = TestApp.startIn(directory, new ScriptedProvider())) {
      first = running.secret();
    }
    try (TestApp again = TestApp.startIn(directory, new ScriptedProvider())) {
      assertThat(parley("link", "--data", directory.toString()).words().strip())
          .isEqualTo("http://127.0.0.1:" + again.port() + "/link/" + first);
    }
  }

  @Test
  void where_a_proxy_is_in_front_its_address_comes_first() {
    try (TestApp running =
        TestApp.startBehind("https://chat.example.org", directory, 0, new ScriptedProvider())) {
      assertThat(parley("link", "--data", directory.toString()).words().lines())
          .containsExactly(
              "https://chat.example.org/link/" + running.secret(),
              "http://127.0.0.1:" + running.port() + "/link/" + running.secret());
    }
  }

  @Test
  void a_new_one_is_made_while_parley_runs_and_while_it_does_not() {
    String old;
    try (TestApp running = TestApp.startWithLink(directory, new ScriptedProvider())) {
      old = running.bearer();
      assertThat(parley("link", "--new", "--data", directory.toString()).words())
          .contains("new link", running.secret());
      assertThat(running.bearer()).isNotEqualTo(old);
      assertThat(RawRequest.send(running.port(), "GET / HTTP/1.1", "Host: localhost", old).status())
          .isEqualTo(401);
      old = running.bearer();
    }
    assertThat(parley("link", "--new", "--data", directory.toString()).words())
        .contains("new link", "No Parley in local mode runs");
    try (TestApp again = TestApp.startWithLink(directory, new ScriptedProvider())) {
      assertThat(again.bearer()).isNotEqualTo(old);
    }
  }

  @Test
  void where_none_runs_in_local_mode_a_sentence_says_so() {
    Said nowhere = parley("link", "--data", directory.resolve("nowhere").toString());
    assertThat(nowhere.words()).contains("There is no directory", "--data").hasLineCount(1);
    Said empty = parley("link", "--data", directory.toString());
    assertThat(empty.words()).contains("No Parley in local mode runs").hasLineCount(1);
    assertThat(directory).as("it makes nothing there").isEmptyDirectory();
    try (TestApp _ = TestApp.startWithAccounts(directory, new ScriptedProvider())) {
      Said accounts = parley("link", "--data", directory.toString());
      assertThat(accounts.words()).contains("No Parley in local mode runs").hasLineCount(1);
      assertThat(accounts.code()).isEqualTo(1);
    }
  }

  @Test
  void what_a_killed_parley_left_is_not_taken_for_one_that_runs() throws Exception {
    Path data = directory.resolve("data");
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      ParleyProcess.start(data, upstream.url()).kill();
    }
    assertThat(Files.exists(data.resolve("parley.address"))).as("assumed").isTrue();
    assertThat(parley("link", "--data", data.toString()).words())
        .contains("No Parley in local mode runs");
  }

  @Test
  void the_real_program_tells_its_link_where_everybody_needs_it_and_nowhere_else() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      try (ParleyProcess usual = ParleyProcess.start(directory.resolve("usual"), upstream.url())) {
        assertThat(usual.said("Its secret link is ")).isEmpty();
      }
      try (ParleyProcess closed =
          ParleyProcess.start(directory.resolve("closed"), upstream.url(), "--auth", "link")) {
        assertThat(closed.said("Its secret link is ")).startsWith(closed.address() + "/link/");
        assertThat(
                RawRequest.send(closed.address().getPort(), "GET / HTTP/1.1", "Host: localhost")
                    .status())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void an_address_of_ipv6_is_printed_as_browsers_take_it() {
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      for (String host : new String[] {"::1", "[::1]"}) {
        Path data = directory.resolve("ipv6");
        try (ParleyProcess parley = ParleyProcess.start(data, upstream.url(), "--host", host)) {
          int port = parley.address().getPort();
          assertThat(parley.address()).hasToString("http://[::1]:" + port);
          assertThat(parley("link", "--data", data.toString()).words())
              .startsWith("http://[::1]:" + port + "/link/");
          String[] home = {"GET / HTTP/1.1", "Host: [::1]:" + port, "Connection: close"};
          assertThat(AnotherUser.sendOurselves("::1", port, home)).startsWith("HTTP/1.1 200");
          assertThat(AnotherUser.send("::1", port, true, home)).startsWith("HTTP/1.1 401");
        }
      }
    }
  }
}
