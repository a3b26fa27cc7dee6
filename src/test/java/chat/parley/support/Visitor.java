package chat.parley.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Someone who uses a Parley that may die at any moment.
public final class Visitor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI address;
  private String cookie = "";

  public Visitor(URI address) {
    this.address = address;
  }

  /// Opens the secret link, as somebody does who comes through a proxy, and keeps the cookie.
  public void openLink(TestApp parley) throws InterruptedException {
    try {
      cookie =
          CLIENT
              .send(
                  HttpRequest.newBuilder(uri("/link/" + parley.secret()))
                      // Some proxies do not know what to do with the offer of HTTP/2.
                      .version(HttpClient.Version.HTTP_1_1)
                      .timeout(PATIENCE)
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .headers()
              .firstValue("Set-Cookie")
              .orElseThrow(() -> new AssertionError("The link lets nobody in"))
              .replaceFirst(";.*", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    return cookie.isEmpty() ? request : request.header("Cookie", cookie);
  }

  /// An answer as a program sees it.
  public record Answer(String state, String text) {
    public boolean isOpen() {
      return state.equals("queued") || state.equals("running");
    }
  }

  public URI uri(String path) {
    return address.resolve(path);
  }

  /// What a form was answered with.
  ///
  /// @param location where it leads, or empty
  /// @param body for people, where it was refused
  public record Reply(int status, String location, String body) {}

  /// Sends a form and says where it leads; nothing when Parley died before it said.
  public Optional<String> post(String path, Map<String, String> form) throws InterruptedException {
    Optional<Reply> reply = send(path, form);
    if (reply.isPresent() && reply.get().status() != 303) {
      throw new AssertionError(path + " " + reply.get());
    }
    return reply.map(Reply::location);
  }

  /// Sends a form; nothing when Parley died before it answered.
  public Optional<Reply> send(String path, Map<String, String> form) throws InterruptedException {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      return Optional.of(
          new Reply(
              response.statusCode(),
              response.headers().firstValue("Location").orElse(""),
              response.body()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  public String page(String path, String accept) throws InterruptedException {
    HttpRequest request = request(path).header("Accept", accept).build();
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(path + " " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw new Died(e);
    }
  }

  /// Loads a chat as a browser does.
  public ReaderPage load(String chat) throws InterruptedException {
    return ReaderPage.of(page(chat, "text/html"));
  }

  /// Opens a chat's stream.
  public EventReader stream(String chat, String position) {
    return events("/sse/" + chat.replace("/chat/", "") + "?after=" + position, Map.of());
  }

  /// Opens what sends events: a stream, or a poll, which ends by itself.
  public EventReader events(String path, Map<String, String> headers) {
    return events(path, headers, Long.MAX_VALUE);
  }

  /// @param bytes the connection is cut after so many
  public EventReader events(String path, Map<String, String> headers, long bytes) {
    try {
      Map<String, String> all = new HashMap<>(headers);
      if (!cookie.isEmpty()) {
        all.put("Cookie", cookie);
      }
      return EventReader.open(uri(path), all, bytes);
    } catch (UncheckedIOException e) {
      throw new Died(e);
    }
  }

  /// Parley was killed while it was asked.
  public static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;

    Died(Exception cause) {
      super(cause);
    }
  }

  /// What stands in a chat, by number.
  public JsonNode messages(String chat) throws InterruptedException {
    try {
      return JSON.readTree(page(chat, "application/json")).path("messages");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public Answer answer(String chat, int number) throws InterruptedException {
    JsonNode message = messages(chat).path(number - 1);
    return new Answer(message.path("state").asText(), message.path("text").asText());
  }

  /// Waits until an answer has come to its end.
  public Answer end(String chat, int number) throws InterruptedException {
    TestApp.await(
        chat + " answer " + number + " ends",
        () -> {
          try {
            return !answer(chat, number).isOpen();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    return answer(chat, number);
  }
}
