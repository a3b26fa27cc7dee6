package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Proxies that say nothing of themselves, in front of a local mode that knows of none: nothing in
/// their requests tells them from a browser of this computer. They run as users of their own.
class SilentProxiesTest {
  /// One that nothing but its user gives away.
  enum Silent {
    NGINX("proxy_http_version 1.1; proxy_set_header Connection \"\";"),
    /// From version 1.29.7 on that is what it does by itself.
    NGINX_THAT_KEEPS("proxy_http_version 1.1; proxy_set_header Connection keep-alive;"),
    HAPROXY("http"),
    A_TCP_PROXY("tcp");

    private final String more;

    Silent(String more) {
      this.more = more;
    }

    private ReverseProxy start(int port, int parley) {
      return name().startsWith("NGINX")
          ? ReverseProxy.nginxOfNobody(port, parley, more)
          : ReverseProxy.haproxyOfNobody(port, parley, more);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_read_or_written_through_one(Silent silent) throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    int port = ReverseProxy.freePort();
    try (TestApp parley = TestApp.start(model);
        ReverseProxy _ = silent.start(port, parley.port())) {
      String chat = parley.begin("Mine");
      model.asked().say("Answer").finish();
      parley.awaitPage(chat, "#message-2[data-state=finished]");
      String before = stored(parley, chat);
      // nginx puts its own name for the server in the place of this one.
      String host = silent.name().startsWith("NGINX") ? "chat.example.org" : "localhost";
      for (String path : new String[] {"/", chat, "/settings", "/settings/export", "/use.csv"}) {
        Response response = get(port, host, path);
        assertThat(response.status()).as(path + response.text()).isEqualTo(401);
        assertThat(response.text()).as(path).doesNotContain("Mine", "Answer");
      }
      for (String path : new String[] {"/messages", chat + "/title", "/connections"}) {
        assertThat(post(port, host, path).status()).as(path).isEqualTo(401);
      }
      assertThat(stored(parley, chat)).as("what is stored").isEqualTo(before);

      assertThat(get(port, host, "/up").status()).isEqualTo(200);
      String cookie = get(port, host, "/link/" + parley.secret()).header("Set-Cookie");
      assertThat(get(port, host, chat, "Cookie: " + cookie.replaceFirst(";.*", "")).text())
          .as("with the link")
          .contains("Mine");
    }
  }

  /// The system tells them from nothing: docs/self-hosting.md says so, and what to do.
  @Test
  void one_of_the_very_same_user_gets_in_unless_everybody_needs_the_link() throws Exception {
    int port = ReverseProxy.freePort();
    try (TestApp parley = TestApp.start(new ScriptedProvider());
        ReverseProxy _ =
            ReverseProxy.nginx(
                port, parley.port(), "proxy_http_version 1.1; proxy_set_header Connection \"\";")) {
      assertThat(get(port, "chat.example.org", "/").status()).isEqualTo(200);
    }
    port = ReverseProxy.freePort();
    try (TestApp parley =
            TestApp.startWithLink(TestApp.temporaryDirectory(), new ScriptedProvider());
        ReverseProxy _ =
            ReverseProxy.nginx(
                port, parley.port(), "proxy_http_version 1.1; proxy_set_header Connection \"\";")) {
      assertThat(get(port, "chat.example.org", "/").status()).isEqualTo(401);
      assertThat(get(parley.port(), "localhost", "/").status()).as("ourselves").isEqualTo(401);
      assertThat(get(parley.port(), "localhost", "/", parley.bearer()).status()).isEqualTo(200);
    }
  }

  @Test
  void where_a_proxy_is_named_its_visitors_need_the_link_whoever_runs_it() throws Exception {
    int port = ReverseProxy.freePort();
    Path data = TestApp.temporaryDirectory();
    try (TestApp parley =
            TestApp.startBehind(ReverseProxy.url(port), data, 0, new ScriptedProvider());
        ReverseProxy _ = ReverseProxy.nginx(port, parley.port(), "")) {
      String host = "127.0.0.1:" + port;
      assertThat(get(port, host, "/").status()).isEqualTo(401);
      assertThat(post(port, host, "/messages").status()).isEqualTo(401);
      String cookie = get(port, host, "/link/" + parley.secret()).header("Set-Cookie");
      assertThat(get(port, host, "/", "Cookie: " + cookie.replaceFirst(";.*", "")).status())
          .isEqualTo(200);
    }
  }

  private static String stored(TestApp parley, String chat) {
    return parley.get(chat, "Accept", "application/json").body()
        + parley.page("/").select("#sidebar a").eachAttr("href")
        + parley.page("/connections").select("main a").eachAttr("href");
  }

  private static Response get(int port, String host, String path, String... more) {
    return RawRequest.send(
        port,
        "GET " + path + " HTTP/1.1",
        "Host: " + host,
        more.length == 0 ? "Accept: text/html" : more[0]);
  }

  private static Response post(int port, String host, String path) {
    return RawRequest.send(
        port,
        "POST " + path + " HTTP/1.1",
        "Host: " + host,
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 14",
        "",
        "text=a&title=b");
  }
}
