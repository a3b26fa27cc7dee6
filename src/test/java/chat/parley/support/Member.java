package chat.parley.support;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/// Somebody with a browser of their own, who may be signed in.
public final class Member {
  /// What everybody's password is.
  public static final String PASSWORD = "violet otter umbrella";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestApp parley;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();

  /// Somebody who is not signed in.
  public Member(TestApp parley) {
    this.parley = parley;
  }

  /// Ada, who makes the first account and is the owner.
  public static Member owner(TestApp parley) {
    Member ada = new Member(parley);
    String code = parley.app().setUpCode().orElseThrow();
    ada.must(
        ada.post(
            "/set-up",
            Map.of("code", code, "name", "Ada", "email", "ada@example.org", "password", PASSWORD)));
    return ada;
  }

  /// Somebody whom this one invites, and who joins.
  ///
  /// @param name like `Robin`, with whose address they sign in
  public Member invites(String name, String role) {
    Member invited = new Member(parley);
    String path = URI.create(invitation(role)).getPath();
    invited.must(
        invited.post(path, Map.of("name", name, "email", address(name), "password", PASSWORD)));
    return invited;
  }

  /// An invitation link.
  public String invitation(String role) {
    HttpResponse<String> made = post("/people/invitations", Map.of("role", role));
    return Jsoup.parse(made.body()).select("#new-link").attr("value");
  }

  public static String address(String name) {
    return name.toLowerCase(java.util.Locale.ROOT) + "@example.org";
  }

  /// Signs in with another browser.
  public HttpResponse<String> signIn(String email, String password) {
    return post("/sign-in", Map.of("email", email, "password", password));
  }

  /// Asks for a page.
  ///
  /// @param headers names and values in turn
  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  public Document page(String path) {
    return Jsoup.parse(get(path, "Accept", "text/html").body());
  }

  /// Posts a form.
  public HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        request(path, headers)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /// Sends a message from the home page.
  ///
  /// @return the address of the chat
  public String begin(String text) {
    return must(post("/messages", Map.of("text", text)));
  }

  /// Opens a chat's stream.
  public EventReader stream(String chat, String position) {
    return EventReader.open(
        parley.uri("/sse/" + chat.replace("/chat/", "") + "?after=" + position),
        cookies.isEmpty() ? Map.of() : Map.of("Cookie", cookie()));
  }

  /// The id of the account, as people's pages have it.
  public String idOf(String name) {
    return page("/people").select(".entry:contains(" + name + ")").attr("data-person");
  }

  /// What the browser sends along; empty where it has nothing.
  public String cookie() {
    return cookies.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining("; "));
  }

  /// Forgets or changes what it has.
  public Map<String, String> cookies() {
    return cookies;
  }

  /// @return where it leads
  private String must(HttpResponse<String> response) {
    if (response.statusCode() != 303) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return response.headers().firstValue("Location").orElseThrow();
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(parley.uri(path)).timeout(PATIENCE);
    if (!cookies.isEmpty()) {
      builder.header("Cookie", cookie());
    }
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      keep(response.headers().allValues("Set-Cookie"));
      return response;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void keep(List<String> set) {
    for (String line : new ArrayList<>(set)) {
      String[] pair = line.split(";", 2)[0].split("=", 2);
      if (pair[1].isEmpty()) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
  }
}
