package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.App;
import chat.parley.support.EventReader;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Time that does not go as it should: a computer that sleeps, and a clock that is set.
class TimeTest {
  @TempDir private Path directory;

  @Test
  void a_process_that_stood_still_goes_on_where_it_was() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        ParleyProcess parley = ParleyProcess.start(directory.resolve("data"), upstream.url())) {
      Visitor visitor = new Visitor(parley.address());
      String chat =
          visitor
              .post("/messages", Map.of("text", "script: paced 200 20", "model", "openai/scripted"))
              .orElseThrow();
      ReaderPage page = visitor.load(chat);
      try (EventReader stream = visitor.stream(chat, page.position())) {
        page.read(stream, "article[data-state=writing]");
        parley.pause();
        // Longer than a renewal is due; the model goes on, and is done before Parley wakes up.
        TestApp.await("the model has said everything", () -> upstream.answering() == 0);
        Thread.sleep(Duration.ofSeconds(4));
        parley.goOn();
        page.read(stream, "article[data-state=finished]");
      }
      Answer answer = visitor.answer(chat, 2);
      assertThat(answer.text()).startsWith("word0 word1 ").contains("word199");
      assertThat(page.document().select("#body-2").text()).isEqualTo(answer.text().strip());
      assertThat(upstream.received()).as("nobody took it for dead").hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT1H", "-P400D", "P400D"})
  void a_clock_that_jumps_changes_nothing(Duration jump) throws Exception {
    Jumping clock = new Jumping();
    ScriptedProvider model = new ScriptedProvider();
    Path data = directory.resolve("data");
    try (App app = App.start(TestApp.config(data), List.of(model), clock)) {
      Visitor visitor = new Visitor(java.net.URI.create("http://127.0.0.1:" + app.port()));
      String first = visitor.post("/messages", Map.of("text", "First")).orElseThrow();
      Asked answer = model.asked().say("One ");
      ReaderPage page = visitor.load(first);
      try (EventReader stream = visitor.stream(first, page.position())) {
        page.read(stream, "article[data-state=writing]");
        clock.jump(jump);
        assertThat(visitor.post(first + "/messages", Map.of("text", "Second"))).isPresent();
        String other = visitor.post("/messages", Map.of("text", "Third")).orElseThrow();
        Asked third = model.asked("Third").say("Three");
        answer.say("and a half.").finish();
        Asked second = model.asked("Second").say("Two");
        third.finish();
        second.finish();
        page.read(stream, "#message-4[data-state=finished]");
        assertThat(visitor.end(first, 2)).isEqualTo(new Answer("finished", "One and a half."));
        assertThat(visitor.end(first, 4)).isEqualTo(new Answer("finished", "Two"));
        assertThat(visitor.end(other, 2)).isEqualTo(new Answer("finished", "Three"));
      }
      assertThat(page.messages()).isEqualTo(visitor.load(first).messages());
    }
  }

  /// Goes with the system's clock, until somebody sets it.
  private static final class Jumping extends Clock {
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

    void jump(Duration by) {
      offset.updateAndGet(before -> before.plus(by));
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(offset.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
