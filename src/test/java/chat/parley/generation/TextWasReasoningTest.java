package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.OpenAiWords;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Words;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A model marks only the end of its reasoning, which everybody has read as the answer by then.
@Timeout(120)
final class TextWasReasoningTest {
  private static final String FINISHED = "#message-2[data-state=finished]";

  @TempDir private Path directory;

  @Test
  void whoever_reads_and_from_whenever_ends_up_with_the_answer_alone() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(directory, model)) {
      String chat = parley.begin("Hello");
      ReaderPage early = ReaderPage.load(parley, chat);
      ReaderPage polling;
      ReaderPage middle;
      try (EventReader stream = early.open()) {
        Asked asked = model.asked().say("The user says *hello*.\n\n- I gr");
        early.read(stream, "#body-2:contains(I gr)");
        polling = ReaderPage.load(parley, chat);
        assertThat(polling.messages()).as("assumed: they read it as text").contains("I gr");
        asked.say("eet.\n").wasReasoning();
        parley.awaitPage(chat, "#message-2[data-state=thinking]");
        middle = ReaderPage.load(parley, chat);
        assertThat(middle.document().select("#body-2").text()).doesNotContain("I greet");
        asked.say("Good ");
        early.read(stream, "#body-2:contains(Good)");
        assertThat(early.document().select("#body-2").text()).isEqualTo("Good");
        asked.say("day.").finish();
        early.read(stream, FINISHED);
        polling.pollUntil(FINISHED);
        middle.readUntil(FINISHED);
      }
      ReaderPage after = ReaderPage.load(parley, chat);
      assertThat(after.document().select("#body-2").text()).isEqualTo("Good day.");
      assertThat(after.document().select("#message-2 .thought-text").text())
          .isEqualTo("The user says *hello*. - I greet.");
      assertThat(ReaderPage.difference(early, after)).isEmpty();
      assertThat(ReaderPage.difference(polling, after)).isEmpty();
      assertThat(ReaderPage.difference(middle, after)).isEmpty();
    }
  }

  @Test
  void reasoning_that_was_marked_comes_before_it_and_stop_keeps_both_apart() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp parley = TestApp.startIn(directory, model)) {
      String chat = parley.begin("Hello");
      Asked asked = model.asked().think("First. ").say("Second.\n").wasReasoning().say("Hel");
      parley.awaitPage(chat, "#body-2:contains(Hel)");
      assertThat(parley.post(chat + "/cancellation", Map.of("message", "2")).statusCode())
          .isLessThan(400);
      parley.awaitPage(chat, "#message-2[data-state=stopped]");
      asked.awaitOver();
      assertThat(shown(parley, chat, "#body-2")).isEqualTo("Hel");
      assertThat(shown(parley, chat, ".thought-text")).isEqualTo("First. Second.");
    }
  }

  @Test
  void what_a_process_left_behind_in_the_middle_of_such_reasoning_is_reasoning_too()
      throws Exception {
    ScriptedProvider model = new ScriptedProvider("scripted", true);
    String chat;
    try (TestApp parley = TestApp.startIn(directory, model)) {
      chat = parley.begin("Hello");
      model.asked().say("The user ");
      parley.awaitPage(chat, "#body-2:contains(The user)");
    }
    try (TestApp parley = TestApp.startIn(directory, model)) {
      Asked again = model.asked();
      assertThat(again.prompt().turns().getLast().text())
          .as("assumed: it goes on from there")
          .isEqualTo("The user ");
      again.say("says hello.\n").wasReasoning().say("Hello there.").finish();
      parley.awaitPage(chat, FINISHED);
      assertThat(shown(parley, chat, "#body-2")).isEqualTo("Hello there.");
      assertThat(shown(parley, chat, ".thought-text")).isEqualTo("The user says hello.");
    }
  }

  @Test
  void a_kill_takes_nothing_of_it_back() throws Exception {
    Words words = new OpenAiWords();
    CountDownLatch killed = new CountDownLatch(1);
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.always((_, wire) -> {
        words.begin(wire);
        words.text(wire, "The user says hello.\n");
        words.text(wire, "</think>\n\nHello ");
        killed.await();
        wire.close();
      });
      String chat;
      try (ParleyProcess parley = ParleyProcess.start(directory.resolve("data"), upstream.url())) {
        Visitor visitor = new Visitor(parley.address());
        chat = visitor.post("/messages", Map.of("text", "Hi")).orElseThrow();
        String begun = chat;
        TestApp.await("it answers", () -> text(visitor, begun).equals("Hello "));
        parley.kill();
      }
      killed.countDown();
      try (ParleyProcess parley = ParleyProcess.start(directory.resolve("data"), upstream.url())) {
        Visitor visitor = new Visitor(parley.address());
        assertThat(visitor.end(chat, 2).text()).isEqualTo("Hello ");
        assertThat(visitor.load(chat).document().select("#message-2 .thought-text").text())
            .isEqualTo("The user says hello.");
      }
    }
  }

  private static String shown(TestApp parley, String chat, String selector) {
    return parley.page(chat).select("#message-2 " + selector).text();
  }

  private static String text(Visitor visitor, String chat) {
    try {
      return visitor.answer(chat, 2).text();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
