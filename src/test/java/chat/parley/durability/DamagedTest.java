package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.Visitor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk that loses what it had, under the running program.
@Timeout(180)
class DamagedTest {
  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  public void close() {
    upstream.close();
  }

  @Test
  void damage_is_told_to_the_person_each_time_and_to_the_log_once() throws Exception {
    String chat;
    try (ParleyProcess before = start()) {
      Visitor visitor = new Visitor(before.address());
      upstream.next(Scripts.good("A long answer. ".repeat(20_000)));
      chat =
          visitor
              .post("/messages", Map.of("text", "Question", "model", "openai/scripted"))
              .orElseThrow();
      assertThat(visitor.end(chat, 2).state()).isEqualTo("finished");
      assertThat(before.stop()).isZero();
    }
    assertThat(new DataFile(directory.resolve("data")).rows("pragma wal_checkpoint(truncate)"))
        .as("assumed: all of it is in the one file")
        .containsExactly("0|0|0");
    try (ParleyProcess parley = start();
        HttpClient client = HttpClient.newHttpClient()) {
      losePages();
      for (int i = 0; i < 10; i++) {
        HttpResponse<String> page =
            client.send(
                HttpRequest.newBuilder(parley.address().resolve(chat))
                    .header("Accept", "text/html")
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(Jsoup.parse(page.body()).select("main p").text())
            .contains("Parley's database is damaged", "bin/parley check", "backup");
      }
      assertThat(log("database cannot be used access=read kind=DAMAGED")).hasSize(1);
      assertThat(log("Exception")).isEmpty();
    }
  }

  /// All pages from the middle of the file on.
  private void losePages() throws IOException {
    try (RandomAccessFile bytes =
        new RandomAccessFile(directory.resolve("data/parley.db").toFile(), "rw")) {
      long middle = bytes.length() / 2 / 4096 * 4096;
      bytes.seek(middle);
      bytes.write(new byte[(int) (bytes.length() - middle)]);
    }
  }

  private ParleyProcess start() {
    return ParleyProcess.start(directory.resolve("data"), upstream.url());
  }

  private List<String> log(String words) throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("data.log"))) {
      return lines.filter(line -> line.contains(words)).toList();
    }
  }
}
