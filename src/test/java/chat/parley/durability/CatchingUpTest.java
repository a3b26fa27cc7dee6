package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.EventReader.Event;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Readers who were away for long and are cut off again after every single event: each event brings
/// them further, none is larger than a slow line takes, and in the end they have the same page.
/// `-Dparley.length=1000000` makes the answers longer.
class CatchingUpTest {
  /// What goes out at once, and what cannot be cut behind it: a block, an open tail, a message's
  /// head.
  private static final int LARGEST_EVENT = 16 * 1024;

  private static final int LENGTH = Integer.getInteger("parley.length", 300_000);

  private final ScriptedProvider model = new ScriptedProvider();
  private TestApp parley = TestApp.start(model);

  /// What long answers are made of.
  enum Kind {
    PROSE("", "Some *words* of prose, and some more. Grüße.\nA second line.\n\n"),
    CODE("```java\n", "    int answer = compute(\"question\"); // why\n"),
    LIST("", "- an item with `code` in it\n"),
    TABLE("| a | b |\n|---|---|\n", "| a cell | another **cell** |\n"),
    REFERENCES("See [late].\n\n", "A paragraph, which says nothing of it.\n\n");

    private final String start;
    private final String unit;

    Kind(String start, String unit) {
      this.start = start;
      this.unit = unit;
    }

    String text(int length) {
      return start + unit.repeat(length / unit.length());
    }
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void while_the_answer_is_being_written(Kind kind) throws Exception {
    String chat = parley.begin("Much");
    Asked asked = model.asked();
    ReaderPage page = ReaderPage.load(parley, chat);
    say(asked, kind);
    asked.say("\n\nso far");
    parley.awaitPage(chat, "#body-2:contains(so far)");
    Sum sum = catchUp(page, "#body-2:contains(so far)");
    assertThat(ReaderPage.difference(page, ReaderPage.load(parley, chat))).isEmpty();
    assertBounded(sum, page);
    asked.finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    ReaderPage fresh = ReaderPage.load(parley, chat);
    catchUp(page, fresh.position());
    assertThat(ReaderPage.difference(page, fresh)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void after_its_end_and_a_restart(Kind kind) throws Exception {
    String chat = parley.begin("Much");
    Asked asked = model.asked();
    ReaderPage before = ReaderPage.load(parley, chat);
    asked.say("The beginning.\n\n");
    ReaderPage middle = ReaderPage.load(parley, chat).readUntil("#body-2:contains(beginning)");
    say(asked, kind);
    asked.say("\n\n[late]: https://example.org/late\n").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    restart();
    ReaderPage fresh = ReaderPage.load(parley, chat);
    for (ReaderPage page : List.of(before.movedTo(parley), middle.movedTo(parley))) {
      Sum sum = catchUp(page, fresh.position());
      assertThat(ReaderPage.difference(page, fresh)).isEmpty();
      assertBounded(sum, page);
    }
  }

  @Test
  void in_a_chat_of_many_messages_from_nothing() throws Exception {
    String chat = parley.begin("First");
    for (Kind kind : Kind.values()) {
      model.asked().say(kind.text(40_000)).finish();
      parley.awaitPage(chat, "article:last-of-type[data-state=finished]");
      parley.post(chat + "/messages", Map.of("text", "And *more*? " + "word ".repeat(1000)));
    }
    Asked last = model.asked();
    say(last, Kind.PROSE);
    last.say("so far");
    parley.awaitPage(chat, ".message-body:contains(so far)");
    ReaderPage fresh = ReaderPage.load(parley, chat);
    ReaderPage page = ReaderPage.load(parley, chat).withoutPosition();
    Sum sum = catchUp(page, fresh.position());
    assertThat(ReaderPage.difference(page, fresh)).isEmpty();
    assertBounded(sum, page);
    last.finish();
  }

  @Test
  void while_much_happens_to_the_chat() throws Exception {
    String chat = parley.begin("First");
    ReaderPage page = ReaderPage.load(parley, chat);
    model.asked().say(Kind.LIST.text(60_000)).finish();
    parley.awaitPage(chat, "article:last-of-type[data-state=finished]");
    restart();
    page.movedTo(parley);
    takeOne(page, new Sum());
    assertThat(page.document().select("#message-2[data-state=finished]"))
        .as("assumed: it is within the answer")
        .isNotEmpty();
    parley.post(chat + "/title", Map.of("title", "Another title"));
    takeOne(page, new Sum());
    parley.post(chat + "/messages", Map.of("text", "Second"));
    model.asked().say(Kind.CODE.text(60_000) + "```\n\nThe end.").finish();
    parley.awaitPage(chat, "#message-4[data-state=finished]");
    ReaderPage fresh = ReaderPage.load(parley, chat);
    catchUp(page, fresh.position());
    assertThat(ReaderPage.difference(page, fresh)).isEmpty();
    assertThat(page.document().title()).startsWith("Another title");
  }

  private static void say(Asked asked, Kind kind) {
    String text = kind.text(LENGTH);
    for (int at = 0; at < text.length(); at += 20_000) {
      asked.say(text.substring(at, Math.min(text.length(), at + 20_000)));
    }
  }

  private void restart() {
    parley.close();
    parley = TestApp.startIn(parley.data(), model);
  }

  private static final class Sum {
    private int bytes;
    private int largest;
  }

  /// Takes one event a connection until the page shows what a selector finds, or is at a position.
  private static Sum catchUp(ReaderPage page, String goal) throws InterruptedException {
    Sum sum = new Sum();
    boolean isPosition = goal.matches("[0-9.]+");
    while (isPosition ? !page.position().equals(goal) : page.document().select(goal).isEmpty()) {
      String before = page.position();
      takeOne(page, sum);
      assertThat(page.position()).as("each event leads further").isNotEqualTo(before);
    }
    return sum;
  }

  private static void takeOne(ReaderPage page, Sum sum) throws InterruptedException {
    try (EventReader stream = page.open()) {
      Event event = stream.next();
      while (!event.isFrame()) {
        assertThat(event.name())
            .as("nothing comes at %s", page.position())
            .isNotEqualTo("heartbeat");
        event = stream.next();
      }
      int size = size(event);
      sum.bytes += size;
      sum.largest = Math.max(sum.largest, size);
      assertThat(page.take(event)).isTrue();
    }
  }

  private static int size(Event event) {
    int lines = (int) event.data().chars().filter(c -> c == '\n').count() + 1;
    return event.data().getBytes(StandardCharsets.UTF_8).length + 6 * lines;
  }

  private static void assertBounded(Sum sum, ReaderPage page) {
    int shown =
        page.document().expectFirst("#messages").html().getBytes(StandardCharsets.UTF_8).length;
    assertThat(sum.largest).isLessThanOrEqualTo(LARGEST_EVENT);
    assertThat(sum.bytes).isLessThan(shown * 3 / 2);
  }
}
