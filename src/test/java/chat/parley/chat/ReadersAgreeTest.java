package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// However a reader came to where it is, it ends up with the page that one gets who comes
/// afterwards.
class ReadersAgreeTest {
  private static final String FINISHED = "#message-2[data-state=finished]";

  /// Every kind of block that grows in a way of its own, and characters of two UTF-16 units.
  private static final List<String> PIECES =
      List.of(
          "# A he",
          "ading\n\nA paragraph with *emphasis",
          "*, `code` and an emoji 👩‍🚀.\n\n- one\n- tw",
          "o\n- three\n\n  loose now\n\n```java\nint a = 1;\n",
          "String s = \"</hx-partial><script>alert(1)</script>\";\n``",
          "`\n\n| a | b |\n|---|---|\n| 1 | 2",
          " |\n| 3 | 4 |\n\n1. first\n2. second\n\n> quo",
          "ted\n\n<b>raw</b> and the [link](https://example.org/?a=1&b=2).");

  /// What shows that the first of them have come.
  private static final List<String> FIRST_SEEN =
      List.of("h1:contains(A he)", "p:contains(with)", "li:contains(tw)", "code:contains(int a)");

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void a_frame_that_another_one_has_overtaken_takes_nothing_back() throws Exception {
    String chat = parley.begin("Slowly");
    Asked asked = model.asked().say("One ");
    parley.awaitPage(chat, "#body-2:contains(One)");
    ReaderPage page = ReaderPage.load(parley, chat);
    try (EventReader stream = page.open()) {
      asked.say("two ");
      page.read(stream, "#body-2:contains(two)");
      List<EventReader.Event> late = parley.updates(chat, page.position());
      assertThat(late)
          .as("assumed: a frame that fits")
          .anyMatch(event -> event.from().equals(page.position()) && event.shows() > 0);
      asked.say("three");
      page.read(stream, "#body-2:contains(three)");
      late.forEach(page::take);
      assertThat(page.document().select("#body-2").text()).isEqualTo("One two three");
    }
    asked.finish();
  }

  @Test
  void who_watched_from_the_start_who_came_in_the_middle_and_who_comes_after_see_the_same()
      throws Exception {
    String chat = parley.begin("Show me everything");
    Asked asked = model.asked();
    ReaderPage early = ReaderPage.load(parley, chat);
    ReaderPage middle;
    try (EventReader stream = early.open()) {
      for (int i = 0; i < FIRST_SEEN.size(); i++) {
        asked.say(PIECES.get(i));
        early.read(stream, "#body-2 " + FIRST_SEEN.get(i));
      }
      middle = ReaderPage.load(parley, chat);
      assertThat(middle.document().select("#message-2").attr("data-state")).isEqualTo("writing");
      try (EventReader second = middle.open()) {
        PIECES.subList(FIRST_SEEN.size(), PIECES.size()).forEach(asked::say);
        asked.finish();
        early.read(stream, FINISHED);
        middle.read(second, FINISHED);
      }
    }
    ReaderPage after = ReaderPage.load(parley, chat);
    assertThat(ReaderPage.difference(early, after)).isEmpty();
    assertThat(ReaderPage.difference(middle, after)).isEmpty();
    assertThat(early.dropped()).isEmpty();
    assertThat(early.lost()).isEmpty();
    assertThat(after.document().select("#body-2 pre.code, #body-2 table, #body-2 blockquote"))
        .as("assumed: the answer has blocks of every kind")
        .hasSize(3);
  }

  @Test
  void who_was_away_for_the_end_gets_the_state() throws Exception {
    String chat = parley.begin("Tell me");
    Asked asked = model.asked().say("The beginning.\n\nThe mid");
    ReaderPage reader = ReaderPage.load(parley, chat).readUntil("#body-2:contains(The mid)");
    asked.say("dle.\n\nThe end.").finish();
    parley.awaitPage(chat, FINISHED);
    reader.readUntil(FINISHED);
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
    assertThat(reader.document().select("#body-2 > p").eachText())
        .containsExactly("The beginning.", "The middle.", "The end.");
  }

  @Test
  void polling_alone_leads_to_the_same_page() throws Exception {
    String chat = parley.begin("Show me everything");
    Asked asked = model.asked();
    ReaderPage reader = ReaderPage.load(parley, chat);
    for (String piece : PIECES) {
      asked.say(piece);
      reader.poll();
    }
    asked.finish();
    reader.pollUntil(FINISHED);
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
    assertThat(reader.poll()).as("nothing is new any more").isZero();
  }

  @Test
  void a_second_tab_gets_what_the_first_one_sends() throws Exception {
    String chat = parley.begin("One");
    model.asked().say("Answer one").finish();
    parley.awaitPage(chat, FINISHED);
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open()) {
      parley.post(chat + "/messages", Map.of("text", "Two"));
      reader.read(stream, "#message-3:contains(Two)");
      model.asked().say("Answer two").finish();
      reader.read(stream, "#message-4[data-state=finished]");
    }
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
    assertThat(reader.document().select("#branch").attr("value")).isEqualTo("4");
  }

  @Test
  void an_answer_beside_the_shown_one_changes_the_count_and_not_the_branch() throws Exception {
    String chat = parley.begin("One");
    model.asked().say("Answer one").finish();
    parley.awaitPage(chat, FINISHED);
    ReaderPage reader = ReaderPage.load(parley, chat);
    assertThat(reader.document().select(".branches")).isEmpty();
    try (EventReader stream = reader.open()) {
      parley.post(chat + "/answers", Map.of("message", "2", "action", "again"));
      reader.read(stream, "#message-2 .branches");
      model.asked().say("Another answer").finish();
      parley.awaitPage(chat, "#message-3[data-state=finished]");
    }
    reader.poll();
    assertThat(reader.document().select("#message-2 .branches > span").text()).matches("1\\W+of 2");
    assertThat(reader.document().select("#message-3")).isEmpty();
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat + "?branch=2")))
        .isEmpty();
  }

  @Test
  void a_failure_and_its_retry_reach_who_watches() throws Exception {
    String chat = parley.begin("One");
    Asked first = model.asked();
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open()) {
      first.fail(Fault.Kind.REFUSED);
      reader.read(stream, "#message-2[data-state=failed] .fault");
      assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
      parley.post(chat + "/answers", Map.of("message", "2", "action", "retry"));
      reader.read(stream, "#message-2[data-state=thinking]");
      model.asked().say("Now it works.").finish();
      reader.read(stream, FINISHED);
    }
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
    assertThat(reader.document().select(".fault")).isEmpty();
  }

  @Test
  void stop_and_continue_reach_who_watches() throws Exception {
    String chat = parley.begin("One");
    Asked first = model.asked().say("First half, ");
    ReaderPage reader = ReaderPage.load(parley, chat);
    try (EventReader stream = reader.open()) {
      reader.read(stream, "#body-2:contains(First half)");
      parley.post(chat + "/cancellation", Map.of("message", "2"));
      first.awaitOver();
      reader.read(stream, "#message-2[data-state=stopped]");
      assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
      parley.post(chat + "/answers", Map.of("message", "2", "action", "continue"));
      model.asked().say("second half.").finish();
      reader.read(stream, FINISHED);
    }
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
    assertThat(reader.document().select("#body-2").text()).isEqualTo("First half, second half.");
  }
}
