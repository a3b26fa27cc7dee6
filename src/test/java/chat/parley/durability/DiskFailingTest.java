package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that takes no more bytes, with an error that is not that it is full. The system does it
/// to one process by a limit on the size of files: the database's log is beyond it already.
@Timeout(180)
class DiskFailingTest {
  private static final long LARGEST_FILE = 64 * 1024;

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  public void close() {
    upstream.close();
  }

  @Test
  void messages_are_refused_answers_wait_and_all_goes_on_when_it_takes_them_again()
      throws Exception {
    try (ParleyProcess parley = ParleyProcess.start(directory.resolve("data"), upstream.url())) {
      Visitor visitor = new Visitor(parley.address());
      visitor.end(begin(visitor, "x".repeat(100_000)), 2);
      assertThat(Files.size(directory.resolve("data/parley.db-wal")))
          .as("assumed: what is written comes behind the limit")
          .isGreaterThan(LARGEST_FILE);
      String chat = begin(visitor, "script: paced 200 20");
      ReaderPage page = visitor.load(chat);
      try (EventReader stream = visitor.stream(chat, page.position())) {
        page.read(stream, "#body-2:contains(word5 )");
        limit(parley, String.valueOf(LARGEST_FILE));
        page.read(stream, "#status-2 .sentence:contains(Waits until the database can be written)");
        HttpResponse<String> refused = post(parley);
        assertThat(refused.statusCode()).isEqualTo(503);
        Document shown = Jsoup.parse(refused.body());
        assertThat(shown.select("#composer-error").text())
            .isEqualTo("The disk failed to read or write Parley's database. Look at the disk.");
        assertThat(shown.select("#composer-text").val()).isEqualTo("Kept?");

        limit(parley, "unlimited");
        page.read(stream, "#message-2[data-state=finished]");
      }
      assertThat(visitor.end(chat, 2))
          .isEqualTo(new Answer("finished", String.join("", Scripts.numbered(200))));
      assertThat(ReaderPage.difference(page, visitor.load(chat))).isEmpty();
      assertThat(log("database cannot be used access=write kind=FAILING")).hasSize(1);
      TestApp.await("the end of it is in the log", () -> !log("can be used again").isEmpty());
      assertThat(log("Exception")).isEmpty();
    }
  }

  private static String begin(Visitor visitor, String text) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", text, "model", "openai/scripted"))
        .orElseThrow();
  }

  private static HttpResponse<String> post(ParleyProcess parley) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(parley.address().resolve("/messages"))
              .header("Accept", "text/html")
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString("text=Kept%3F"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /// The soft limit alone, which its owner may raise again.
  private static void limit(ParleyProcess parley, String bytes)
      throws IOException, InterruptedException {
    Process prlimit =
        new ProcessBuilder(
                "prlimit", "--pid", String.valueOf(parley.pid()), "--fsize=" + bytes + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  private List<String> log(String words) {
    try (Stream<String> lines = Files.lines(directory.resolve("data.log"))) {
      return lines.filter(line -> line.contains(words)).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
