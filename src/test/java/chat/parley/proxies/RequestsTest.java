package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Front;
import chat.parley.support.Fronts;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ReverseProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// Pages, files and forms through each proxy.
class RequestsTest {
  /// Twice each, so that connections that are kept are used again.
  @ParameterizedTest
  @ArgumentsSource(Fronts.All.class)
  void pages_files_heads_and_forms_come_through_whole(Front front) throws Exception {
    try (Behind behind = new Behind(front::start)) {
      int port = behind.proxy().port();
      String file = behind.parley().page("/").select("script[src*=htmx.min]").attr("src");
      String direct = behind.parley().get(file).body();
      for (String connection : new String[] {"close", "keep-alive", "close"}) {
        Response home = ask(behind, "GET / HTTP/1.1", connection);
        assertThat(home.status()).isEqualTo(200);
        assertThat(home.text().strip()).endsWith("</html>");
        Response script = ask(behind, "GET " + file + " HTTP/1.1", connection);
        assertThat(script.text()).isEqualTo(direct);
        Response head = ask(behind, "HEAD / HTTP/1.1", connection);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        Response form =
            RawRequest.send(
                port,
                "POST /messages HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                behind.parley().bearer(),
                "Origin: " + ReverseProxy.url(port),
                "Connection: " + connection,
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: 10",
                "",
                "text=Hello");
        assertThat(form.status()).isEqualTo(303);
        assertThat(form.header("Location"))
            .matches("(http://127\\.0\\.0\\.1:" + port + ")?/chat/.+");
      }
    }
  }

  private static Response ask(Behind behind, String line, String connection) {
    int port = behind.proxy().port();
    return RawRequest.send(
        port,
        line,
        "Host: 127.0.0.1:" + port,
        behind.parley().bearer(),
        "Connection: " + connection,
        "Accept: text/html");
  }

  @Test
  void heads_of_streams_end() {
    try (Behind behind = new Behind(Front.NGINX_TUNED::start)) {
      String chat = behind.parley().begin("Hello");
      Response head =
          ask(behind, "HEAD " + chat.replace("/chat/", "/sse/") + " HTTP/1.1", "keep-alive");
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
    }
  }

  /// Nine bytes for each of its characters in a form, with a limit of a megabyte.
  @Test
  void a_message_as_long_as_parley_takes_fits_through_the_usual_limit_of_nginx() throws Exception {
    try (Behind behind = new Behind(Front.NGINX_BY_DEFAULT::start)) {
      assertThat(behind.begin("\u754c".repeat(99_999))).startsWith("/chat/");
    }
  }
}
