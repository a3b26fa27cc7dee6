package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Certificates;
import chat.parley.support.Nightly;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider;
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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The configurations in docs/self-hosting.md, as they stand there but for addresses, files and
/// passwords: TLS at the proxy, plain HTTP between it and Parley.
class DocumentedTest {
  private static final Certificates CERTIFICATES =
      Certificates.make(TestApp.temporaryDirectory(), "EC");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().sslContext(Certificates.trusting(CERTIFICATES)).build();
  private static final String PASSWORD =
      "Basic " + Base64.getEncoder().encodeToString("you:secret".getBytes(StandardCharsets.UTF_8));

  private String cookie = "";

  @ParameterizedTest
  @MethodSource("documented")
  void what_the_documentation_shows_asks_for_a_password_and_streams(String name) throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    int port = ReverseProxy.freePort();
    URI home = URI.create("https://127.0.0.1:" + port + "/");
    try (TestApp parley =
            TestApp.startBehind(home.toString(), TestApp.temporaryDirectory(), 0, model);
        ReverseProxy _ = start(name, port, parley.port())) {
      assertThat(status(HttpRequest.newBuilder(home))).as("without a password").isEqualTo(401);
      assertThat(status(HttpRequest.newBuilder(home).header("Authorization", "Basic bm86bm8=")))
          .as("with a wrong one")
          .isEqualTo(401);
      assertThat(status(known(home))).as("with the password alone").isEqualTo(401);
      cookie =
          CLIENT
              .send(
                  known(home.resolve("/link/" + parley.secret())).build(),
                  BodyHandlers.discarding())
              .headers()
              .firstValue("Set-Cookie")
              .orElseThrow()
              .replaceFirst(";.*", "");
      HttpResponse<Void> shown = CLIENT.send(known(home).build(), BodyHandlers.discarding());
      assertThat(shown.statusCode()).isEqualTo(200);
      assertThat(shown.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(status(known(home).header("X-Forwarded-For", "203.0.113.9"))).isEqualTo(200);

      HttpResponse<Void> begun = post(home, home.toString(), "text=Hello");
      assertThat(begun.statusCode()).isEqualTo(303);
      String chat = begun.headers().firstValue("Location").orElseThrow();
      assertThat(post(home, "https://evil.example", "text=Hello").statusCode())
          .as("from another site")
          .isEqualTo(403);
      assertThat(post(home, home.toString(), "text=" + "a".repeat(1_500_000)).statusCode())
          .as("more than Parley takes, and less than the proxy lets through")
          .isEqualTo(413);

      var asked = model.asked().say("One.\n\nTwo");
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

  private static Stream<String> documented() {
    return Nightly.NOW ? Stream.of("nginx", "haproxy", "caddy") : Stream.of("nginx");
  }

  private static void readUntil(BufferedReader lines, String text) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(text)) {
        return;
      }
    }
    throw new AssertionError("The stream has ended without: " + text);
  }

  private HttpRequest.Builder known(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Authorization", PASSWORD);
    return cookie.isEmpty() ? request : request.header("Cookie", cookie);
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private HttpResponse<Void> post(URI home, String origin, String form) throws Exception {
    return CLIENT.send(
        known(home.resolve("/messages"))
            .header("Origin", origin.replaceFirst("/$", ""))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.discarding());
  }

  private static ReverseProxy start(String name, int port, int parley) {
    String here = "127.0.0.1:" + port;
    String certificate = CERTIFICATES.tls().certificate().toString();
    String key = CERTIFICATES.tls().key().toString();
    String shown = shown(name).replace("127.0.0.1:8080", "127.0.0.1:" + parley);
    return switch (name) {
      case "nginx" ->
          ReverseProxy.nginx(
              port,
              shown
                  .replace("listen 443", "listen " + here)
                  .replace("/etc/ssl/chat.example.org.pem", certificate)
                  .replace("/etc/ssl/chat.example.org.key", key)
                  .replace("/etc/nginx/parley.htpasswd", passwords()));
      case "haproxy" ->
          ReverseProxy.haproxy(
              port,
              shown
                  .replace("bind :443", "bind " + here)
                  .replace("/etc/haproxy/chat.example.org.pem", together(certificate, key))
                  .replaceFirst("password \\S+", "insecure-password secret"));
      default ->
          ReverseProxy.caddy(
              port,
              shown
                  .replace(
                      "chat.example.org {",
                      "https://" + here + " {\n  tls " + certificate + " " + key)
                  .replaceFirst(
                      "you \\S+",
                      Matcher.quoteReplacement("you " + ReverseProxy.caddyHash("secret"))));
    };
  }

  /// HAProxy wants both in one file.
  private static String together(String certificate, String key) {
    try {
      return Files.writeString(
              TestApp.temporaryDirectory().resolve("both.pem"),
              Files.readString(Path.of(certificate)) + Files.readString(Path.of(key)))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
