package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A deploy: the real process is asked to stop, and another one takes over.
class DrainTest {
  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  public void close() {
    goOn.countDown();
    upstream.close();
  }

  @Test
  void answers_come_to_their_end_and_what_is_sent_meanwhile_waits_for_the_next_process()
      throws Exception {
    upstream.next(inTwoHalves());
    String begun;
    String later;
    ReaderPage page;
    try (ParleyProcess parley = start("--drain", "60")) {
      Visitor visitor = new Visitor(parley.address());
      begun = send(visitor, "First");
      page = visitor.load(begun);
      try (EventReader stream = visitor.stream(begun, page.position())) {
        page.read(stream, "article[data-state=writing]");
        parley.askToStop();
        TestApp.await("it says so", () -> up(visitor) == 503);
        later = send(visitor, "Second");
        assertThat(statusIn(visitor, later)).contains("starting again");
        goOn.countDown();
        page.read(stream, "article[data-state=finished]");
        List<EventReader.Event> rest = stream.rest();
        assertThat(rest)
            .as("it ends in order")
            .extracting(EventReader.Event::name)
            .endsWith("pause");
      }
      assertThat(parley.exitCode()).isZero();
    }
    assertThat(upstream.received()).as("nobody has asked for the second").hasSize(1);
    try (ParleyProcess parley = start()) {
      Visitor visitor = new Visitor(parley.address());
      assertThat(visitor.answer(begun, 2))
          .isEqualTo(new Answer("finished", "One half. The other."));
      assertThat(visitor.end(later, 2).state()).isEqualTo("finished");
      assertThat(visitor.load(begun).messages()).isEqualTo(page.messages());
    }
  }

  @Test
  void what_is_not_finished_in_time_is_left_to_the_next_process() throws Exception {
    upstream.next(inTwoHalves(), Scripts.silentAfter(0));
    String begun;
    String silent;
    try (ParleyProcess parley = start("--drain", "1")) {
      Visitor visitor = new Visitor(parley.address());
      begun = send(visitor, "First");
      visitor.load(begun);
      TestApp.await("it has text", () -> text(visitor, begun).equals("One half. "));
      silent = send(visitor, "Second");
      TestApp.await("both are asked for", () -> upstream.received().size() == 2);
      assertThat(parley.stop()).isZero();
    }
    try (ParleyProcess parley = start()) {
      Visitor visitor = new Visitor(parley.address());
      assertThat(visitor.end(begun, 2)).isEqualTo(new Answer("interrupted", "One half. "));
      assertThat(visitor.end(silent, 2).state()).isEqualTo("finished");
    }
  }

  @Test
  void who_asks_twice_waits_no_longer() throws Exception {
    upstream.next(inTwoHalves());
    try (ParleyProcess parley = start("--drain", "600")) {
      Visitor visitor = new Visitor(parley.address());
      String chat = send(visitor, "First");
      TestApp.await("it has text", () -> text(visitor, chat).equals("One half. "));
      parley.askToStop();
      TestApp.await("it drains", () -> up(visitor) == 503);
      assertThat(parley.stop()).isZero();
    }
  }

  @Test
  void readers_of_a_process_that_ends_are_told_to_come_back_at_different_times() throws Exception {
    List<EventReader> streams = new ArrayList<>();
    try (ParleyProcess parley = start()) {
      Visitor visitor = new Visitor(parley.address());
      String chat = send(visitor, "Hello");
      visitor.end(chat, 2);
      String position = visitor.load(chat).position();
      for (int i = 0; i < 20; i++) {
        streams.add(visitor.stream(chat, position));
        assertThat(streams.getLast().next().name()).isEqualTo("hello");
      }
      assertThat(parley.stop()).isZero();
    }
    List<String> waits = new ArrayList<>();
    for (EventReader stream : streams) {
      EventReader.Event last = stream.rest().getLast();
      assertThat(last.name()).isEqualTo("pause");
      waits.add(last.data());
      stream.close();
    }
    assertThat(waits.stream().distinct().count()).isGreaterThan(10);
    assertThat(waits)
        .allMatch(wait -> Integer.parseInt(wait) >= 500 && Integer.parseInt(wait) < 4000);
  }

  /// The second half comes when the test says so.
  private Script inTwoHalves() {
    return (_, wire) -> {
      wire.stream();
      wire.role();
      wire.text("One half. ");
      goOn.await();
      wire.text("The other.");
      wire.finish("stop");
      wire.done();
      wire.end();
    };
  }

  private static String statusIn(Visitor visitor, String chat) throws InterruptedException {
    ReaderPage page = visitor.load(chat);
    try (EventReader stream = visitor.stream(chat, page.position())) {
      page.read(stream, ".status:contains(starting again)");
    }
    return page.document().select(".status").text();
  }

  private static int up(Visitor visitor) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(visitor.uri("/up")).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Visitor visitor, String chat) {
    try {
      return visitor.answer(chat, 2).text();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String send(Visitor visitor, String text) throws InterruptedException {
    return visitor
        .post("/messages", Map.of("text", text, "model", "openai/scripted"))
        .orElseThrow();
  }

  private ParleyProcess start(String... flags) {
    return ParleyProcess.start(directory.resolve("data"), upstream.url(), flags);
  }
}
