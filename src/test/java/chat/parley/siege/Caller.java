package chat.parley.siege;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Somebody with cookies of their own, who comes through a proxy that says for whom it speaks.
final class Caller {
  static final String PASSWORD = "violet otter umbrella";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern LINK = Pattern.compile("https?://[^\"]+(/invitation/[^\"]+)\"");
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI site;
  private final String from;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  Caller(URI site, String from) {
    this.site = site;
    this.from = from;
  }

  /// Makes the first account.
  static Caller owner(URI site, String code) throws IOException, InterruptedException {
    Caller owner = new Caller(site, "203.0.113.1");
    owner.must(
        owner.post(
            "/set-up",
            Map.of("code", code, "name", "Ada", "email", "ada@example.org", "password", PASSWORD)));
    return owner;
  }

  /// Somebody whom this one invites.
  Caller invites(String name, String from) throws IOException, InterruptedException {
    Matcher link = LINK.matcher(post("/people/invitations", Map.of("role", "member")).body());
    if (!link.find()) {
      throw new AssertionError("no invitation");
    }
    Caller joined = new Caller(site, from);
    joined.must(
        joined.post(
            link.group(1),
            Map.of("name", name, "email", name + "@example.org", "password", PASSWORD)));
    return joined;
  }

  private void must(HttpResponse<String> response) {
    if (response.statusCode() != 303) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
  }

  HttpResponse<String> post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return post(path, "application/x-www-form-urlencoded", body);
  }

  HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
    return send(request(path).header("Accept", accept).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(site.resolve(path))
        .timeout(PATIENCE)
        .header("X-Forwarded-For", from)
        .header("Cookie", cookie());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    synchronized (cookies) {
      for (String line : response.headers().allValues("Set-Cookie")) {
        String[] pair = line.split(";", 2)[0].split("=", 2);
        cookies.put(pair[0], pair[1]);
      }
    }
    return response;
  }

  String cookie() {
    synchronized (cookies) {
      return cookies.entrySet().stream()
          .map(e -> e.getKey() + "=" + e.getValue())
          .collect(Collectors.joining("; "));
    }
  }

  /// The head of a request as it stands on the wire, without its last line.
  String head(String line) {
    return line
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: "
        + from
        + "\r\nCookie: "
        + cookie()
        + "\r\n";
  }
}
