package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ReverseProxy;
import chat.parley.support.TestApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The configurations in docs/self-hosting.md, as they stand there but for addresses, files and
/// TLS.
class DocumentedTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String PASSWORD =
      "Basic " + Base64.getEncoder().encodeToString("you:secret".getBytes(StandardCharsets.UTF_8));

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "haproxy"})
  void what_the_documentation_shows_asks_for_a_password_and_streams(String proxy) throws Exception {
    try (Behind behind = new Behind((port, parley) -> start(proxy, port, parley))) {
      URI home = behind.proxy().uri("/");
      assertThat(status(HttpRequest.newBuilder(home))).as("without a password").isEqualTo(401);
      assertThat(status(HttpRequest.newBuilder(home).header("Authorization", "Basic bm86bm8=")))
          .as("with a wrong one")
          .isEqualTo(401);
      assertThat(status(known(home))).isEqualTo(200);
      assertThat(status(known(home).header("X-Forwarded-For", "203.0.113.9"))).isEqualTo(200);

      HttpResponse<Void> begun = post(behind, home.resolve("/").toString(), "text=Hello");
      assertThat(begun.statusCode()).isEqualTo(303);
      String chat = begun.headers().firstValue("Location").orElseThrow();
      assertThat(post(behind, "https://evil.example", "text=Hello").statusCode())
          .as("from another site")
          .isEqualTo(403);
      assertThat(post(behind, home.toString(), "text=" + "a".repeat(1_500_000)).statusCode())
          .as("more than Parley takes, and less than the proxy lets through")
          .isEqualTo(413);

      var asked = behind.model().asked().say("One.\n\nTwo");
      URI stream = home.resolve(chat.replace("/chat/", "/sse/"));
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  CLIENT.send(known(stream).build(), BodyHandlers.ofInputStream()).body(),
                  StandardCharsets.UTF_8))) {
        readUntil(lines, "Two");
        asked.say(" words.");
        readUntil(lines, "Two words.");
        asked.finish();
        readUntil(lines, "data-state=\"finished\"");
      }
    }
  }

  private static void readUntil(BufferedReader lines, String text) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(text)) {
        return;
      }
    }
    throw new AssertionError("The stream has ended without: " + text);
  }

  private static HttpRequest.Builder known(URI uri) {
    return HttpRequest.newBuilder(uri).header("Authorization", PASSWORD);
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static HttpResponse<Void> post(Behind behind, String origin, String form)
      throws Exception {
    return CLIENT.send(
        known(behind.proxy().uri("/messages"))
            .header("Origin", origin.replaceFirst("/$", ""))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.discarding());
  }

  private static ReverseProxy start(String proxy, int port, int parley) {
    String shown = shown(proxy).replace("127.0.0.1:8080", "127.0.0.1:" + parley);
    if (proxy.equals("haproxy")) {
      return ReverseProxy.haproxy(
          port,
          shown
              .replaceFirst("bind :443 ssl.*", "bind 127.0.0.1:" + port)
              .replaceFirst("password \\S+", "insecure-password secret"));
    }
    return ReverseProxy.nginx(
        port,
        shown
            .replaceFirst("listen 443 ssl.*;", "listen 127.0.0.1:" + port + ";")
            .replaceAll("ssl_certificate.*;", "")
            .replaceFirst("/etc/nginx/parley.htpasswd", passwords()));
  }

  private static String passwords() {
    try {
      return Files.writeString(
              TestApp.temporaryDirectory().resolve("htpasswd"), "you:{PLAIN}secret\n")
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shown(String proxy) {
    try {
      Matcher block =
          Pattern.compile("(?s)```" + proxy + "\n(.*?)```")
              .matcher(Files.readString(Path.of("docs/self-hosting.md")));
      assertThat(block.find()).as("a block for " + proxy).isTrue();
      return block.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
