package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.SmallDisk;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Before the disk is full nothing new is taken, and what is under way comes to its end.
@Timeout(180)
class NearlyFullDiskTest {
  private static final long LEFT = 1_800_000;

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private SmallDisk disk;
  private ParleyProcess parley;

  @BeforeEach
  void start() throws Exception {
    disk = SmallDisk.empty(directory.resolve("data"));
    parley = ParleyProcess.startOn(disk, upstream.url(), "--min-free-disk", "2");
  }

  @AfterEach
  public void close() {
    parley.close();
    upstream.close();
  }

  @Test
  void nothing_new_is_taken_while_answers_end_and_pages_are_read() throws Exception {
    Visitor visitor = new Visitor(parley.address());
    String chat =
        visitor
            .post("/messages", Map.of("text", "script: paced 200 20", "model", "openai/scripted"))
            .orElseThrow();
    assertThat(get("/up").body()).isEqualTo("ok\n");

    disk.fillUpTo(parley, LEFT);
    TestApp.await("it is seen", () -> get("/up").body().contains("nearly full"));
    assertThat(get("/up").statusCode()).as("it serves").isEqualTo(200);
    HttpResponse<String> refused = post("Kept?");
    assertThat(refused.statusCode()).isEqualTo(507);
    assertThat(refused.body())
        .contains("The disk is nearly full, so Parley takes nothing new.")
        .contains("What is here can be read")
        .contains("Kept?");
    assertThat(visitor.end(chat, 2))
        .isEqualTo(new Answer("finished", String.join("", Scripts.numbered(200))));
    assertThat(visitor.load(chat).document().select("article")).hasSize(2);

    disk.free(parley);
    TestApp.await("there is room again", () -> get("/up").body().equals("ok\n"));
    assertThat(post("Taken").statusCode()).isEqualTo(303);
    assertThat(Files.readString(directory.resolve("data.log")).lines())
        .filteredOn(line -> line.contains("nothing new is taken"))
        .hasSize(1);
  }

  private HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET().build());
  }

  private HttpResponse<String> post(String text) {
    return send(
        HttpRequest.newBuilder(uri("/messages"))
            .header("Accept", "text/html")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("text=" + text))
            .build());
  }

  private URI uri(String path) {
    return parley.address().resolve(path);
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
