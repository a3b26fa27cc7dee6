package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.SmallDisk;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A disk without a free byte, under the real program.
@Timeout(180)
class DiskFullTest {
  private static final String SENTENCE =
      "The disk is full, so Parley cannot store anything. Make room on it, and try again.";

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private SmallDisk disk;
  private ParleyProcess parley;
  private Visitor visitor;

  @BeforeEach
  void start() throws Exception {
    disk = SmallDisk.empty(directory.resolve("data"));
    parley = ParleyProcess.startOn(disk, upstream.url());
    visitor = new Visitor(parley.address());
  }

  @AfterEach
  public void close() {
    parley.close();
    upstream.close();
  }

  @Test
  void a_message_is_refused_with_what_to_do_and_its_text_stays_and_reading_goes_on()
      throws Exception {
    String chat = begin("Before");
    assertThat(visitor.end(chat, 2).state()).isEqualTo("finished");
    disk.fill(parley);

    for (String address : List.of("/messages", chat + "/messages")) {
      HttpResponse<String> page = post(address, "Kept?", "Accept", "text/html");
      assertThat(page.statusCode()).as(address).isEqualTo(507);
      Document refused = Jsoup.parse(page.body());
      assertThat(refused.select("#composer-text").val()).isEqualTo("Kept?");
      assertThat(refused.select("#composer-error[role=alert]").text()).isEqualTo(SENTENCE);

      HttpResponse<String> part = post(address, "Kept?", "HX-Request", "true");
      assertThat(part.statusCode()).isEqualTo(507);
      assertThat(Jsoup.parse(part.body()).select("hx-partial[hx-target=#composer-error]").text())
          .isEqualTo(SENTENCE);
      assertThat(part.body()).as("the field is left alone").doesNotContain("textarea");

      HttpResponse<String> json = post(address, "Kept?", "Accept", "application/json");
      assertThat(json.statusCode()).isEqualTo(507);
      assertThat(json.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(json.headers().firstValue("Retry-After")).isPresent();
      assertThat(json.body()).contains(SENTENCE);
    }
    assertThat(visitor.load(chat).document().select("article")).hasSize(2);
    assertThat(visitor.page("/", "text/html")).contains("Before");

    disk.free(parley);
    String after = begin("After");
    assertThat(visitor.end(after, 2).state()).isEqualTo("finished");
    assertThat(visitor.messages(chat)).as("nothing half of what was refused").hasSize(2);
    assertThat(log("database cannot be used access=write kind=FULL")).hasSize(1);
    assertThat(log("Exception")).isEmpty();
  }

  @Test
  void answers_that_are_written_wait_and_go_on_when_there_is_room() throws Exception {
    String chat = begin("script: paced 200 20");
    ReaderPage page = visitor.load(chat);
    try (EventReader stream = visitor.stream(chat, page.position())) {
      page.read(stream, "#body-2:contains(word5 )");
      disk.fill(parley);
      page.read(stream, "#status-2 .sentence:contains(Waits for room: the disk is full)");
      String stored = visitor.answer(chat, 2).text();
      assertThat(Onlooker.text(page)).as("shown is stored").isEqualTo(stored.strip());
      TestApp.await("the model has said everything", () -> upstream.answering() == 0);
      assertThat(visitor.answer(chat, 2).isOpen()).isTrue();

      disk.free(parley);
      page.read(stream, "#message-2[data-state=finished]");
    }
    assertThat(visitor.end(chat, 2))
        .isEqualTo(new Answer("finished", String.join("", Scripts.numbered(200))));
    assertThat(ReaderPage.difference(page, visitor.load(chat))).isEmpty();
    assertThat(log("database cannot be used access=write kind=FULL")).hasSize(1);
    TestApp.await("the end of it is in the log", () -> !log("can be used again").isEmpty());
    assertThat(log("Exception")).isEmpty();
  }

  @Test
  void a_process_that_ends_on_a_full_disk_has_lost_nothing_that_was_shown() throws Exception {
    String chat = begin("script: paced 400 20");
    ReaderPage page = visitor.load(chat);
    try (EventReader stream = visitor.stream(chat, page.position())) {
      page.read(stream, "#body-2:contains(word5 )");
      disk.fill(parley);
      page.read(stream, "#status-2 .sentence:contains(Waits for room)");
    }
    Path saved = Files.createDirectory(directory.resolve("saved"));
    parley.askToStop();
    // The disk goes with the process: what is on it is copied while nothing can be written.
    try (Stream<Path> files = Files.list(disk.seen(parley))) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("parley.db")).toList()) {
        Files.copy(file, saved.resolve(file.getFileName().toString()));
      }
    }
    assertThat(parley.exitCode()).isZero();
    try (ParleyProcess next = ParleyProcess.start(saved, upstream.url())) {
      Answer end = new Visitor(next.address()).end(chat, 2);
      assertThat(end.state()).isEqualTo("interrupted");
      assertThat(end.text().strip()).startsWith(Onlooker.text(page));
    }
  }

  private String begin(String text) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", text, "model", "openai/scripted"))
        .orElseThrow();
  }

  private HttpResponse<String> post(String path, String text, String... headers) throws Exception {
    URI uri = parley.address().resolve(path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri)
              .headers(headers)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "text=" + URLEncoder.encode(text, StandardCharsets.UTF_8)))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private List<String> log(String words) {
    try (Stream<String> lines = Files.lines(directory.resolve("data.log"))) {
      return lines.filter(line -> line.contains(words)).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
