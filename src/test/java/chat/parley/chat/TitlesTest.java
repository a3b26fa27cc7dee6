package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.generation.TitleModel;
import chat.parley.provider.Fault;
import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import chat.parley.usage.FixedConcurrency;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The model makes the titles of chats, and nobody waits for it.
class TitlesTest {
  private static final TitleModel AUTO = new TitleModel.WhoAnswered();

  private final ScriptedProvider model = new ScriptedProvider();
  private final Path data = TestApp.temporaryDirectory();
  private final DataFile file = new DataFile(data);

  private TestApp start(TitleModel titles, ScriptedProvider... providers) {
    return TestApp.start(TestApp.config(data).with(config -> config.titles = titles), providers);
  }

  /// A chat whose first answer is over.
  private String answered(TestApp parley, String question) throws Exception {
    String chat = parley.begin(question);
    model.asked(question).say("An answer.").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    return chat;
  }

  /// The next title that is asked for.
  private static Asked title(ScriptedProvider model) throws InterruptedException {
    Asked asked = model.asked();
    assertThat(asked.prompt().turns()).hasSize(1);
    assertThat(asked.prompt().turns().getFirst().text()).startsWith("Write a title");
    return asked;
  }

  private String titleOf(String chat) {
    return file.rows("select title from conversation where id = ?", chat.replace("/chat/", ""))
        .getFirst();
  }

  private void awaitTitle(String chat, String title) throws InterruptedException {
    TestApp.await(chat + " is called " + title, () -> titleOf(chat).equals(title));
  }

  @Test
  void after_the_first_answer_the_model_makes_one_and_open_pages_get_it() throws Exception {
    try (TestApp parley = start(AUTO, model)) {
      String chat = answered(parley, "Why is the sky blue?");
      Asked asked = title(model);
      assertThat(asked.prompt().model()).as("who answered").isEqualTo("small");
      assertThat(asked.prompt().turns().getFirst().text())
          .contains("Why is the sky blue?", "An answer.");
      assertThat(titleOf(chat)).isEqualTo("Why is the sky blue?");
      String newer = parley.begin("A newer chat");
      Asked open = model.asked("A newer chat");
      String before = file.rows("select updated_at from conversation order by id").toString();
      try (EventReader stream = parley.stream(chat, ReaderPage.load(parley, chat).position())) {
        assertThat(stream.next().name()).isEqualTo("hello");
        asked.say("Title: \"Blue skies, ").say("explained\"").finish();
        stream.until("Blue skies, explained");
      }
      assertThat(titleOf(chat)).isEqualTo("Blue skies, explained");
      assertThat(parley.page("/").select(".sidebar-list li").eachText())
          .as("it stays where it is in the list")
          .containsExactly("A newer chat", "Blue skies, explained");
      assertThat(file.rows("select updated_at from conversation order by id")).hasToString(before);
      open.finish();
      parley.awaitPage(newer, "#message-2[data-state=finished]");
      title(model).say("Another").finish();
      awaitTitle(newer, "Another");
    }
  }

  @Test
  void a_chat_that_a_person_named_is_left_alone_before_and_while_one_is_made() throws Exception {
    try (TestApp parley = start(AUTO, model)) {
      String early = parley.begin("Early");
      Asked first = model.asked();
      parley.post(early + "/title", Map.of("title", "Mine"));
      first.say("An answer.").finish();
      parley.awaitPage(early, "#message-2[data-state=finished]");

      String late = answered(parley, "Late");
      Asked asked = title(model);
      assertThat(asked.prompt().turns().getFirst().text()).contains("Late");
      parley.post(late + "/title", Map.of("title", "Mine too"));
      asked.say("The model's").finish();

      String last = answered(parley, "Last");
      title(model).say("Made after those").finish();
      awaitTitle(last, "Made after those");
      assertThat(titleOf(early)).isEqualTo("Mine");
      assertThat(titleOf(late)).isEqualTo("Mine too");
    }
  }

  @Test
  void a_model_that_fails_or_says_nothing_is_asked_three_times_with_pauses() throws Exception {
    SettableClock time = new SettableClock();
    Clock clock = time.withZone(ZoneOffset.UTC);
    try (TestApp parley =
        TestApp.start(TestApp.config(data).with(config -> config.titles = AUTO), clock, model)) {
      String chat = answered(parley, "First words");
      title(model).fail(Fault.Kind.RATE_LIMITED);
      time.advance(Duration.ofMinutes(1));
      title(model).say("\"New chat\"").finish();
      time.advance(Duration.ofMinutes(2));
      title(model).say("Half a title").fail(Fault.Kind.BROKE_OFF);
      TestApp.await(
          "it is given up",
          () -> !file.rows("select id from conversation where title_due_at is null").isEmpty());
      assertThat(titleOf(chat)).isEqualTo("First words");
    }
  }

  @Test
  void a_model_that_does_not_stop_is_left_and_its_beginning_counts() throws Exception {
    try (TestApp parley = start(AUTO, model)) {
      String chat = answered(parley, "Question");
      Asked asked = title(model);
      asked.say("Short enough\n").say("and more and more ".repeat(500));
      asked.awaitOver();
      awaitTitle(chat, "Short enough");
    }
  }

  @Test
  void what_a_process_left_undone_is_done_by_the_next() throws Exception {
    String chat;
    try (TestApp parley = start(AUTO, model)) {
      chat = answered(parley, "Question");
      title(model);
    }
    try (TestApp _ = start(AUTO, model)) {
      title(model).say("After the restart").finish();
      awaitTitle(chat, "After the restart");
    }
    // One that was killed leaves its try behind.
    file.change(
        "update conversation set title = 'x', title_tries = 1, title_due_at = ?",
        Clock.systemUTC().millis());
    try (TestApp _ = start(AUTO, model)) {
      title(model).say("After the crash").finish();
      awaitTitle(chat, "After the crash");
    }
  }

  @Test
  void with_titles_off_and_in_guides_chats_none_is_wanted() throws Exception {
    try (TestApp parley = start(new TitleModel.NoModel(), model)) {
      answered(parley, "Off");
    }
    ScriptedProvider guide = new ScriptedProvider("guide", false);
    try (TestApp parley = start(AUTO, guide)) {
      parley.begin("Guide");
      guide.asked().say("Read the docs.").finish();
    }
    assertThat(file.rows("select title from conversation where title_due_at is not null"))
        .isEmpty();
  }

  @Test
  void one_model_can_make_them_all() throws Exception {
    ScriptedProvider cheap = new ScriptedProvider("cheap", false);
    try (TestApp parley = start(TitleModel.of("cheap/tiny"), model, cheap)) {
      String chat = answered(parley, "Question");
      Asked asked = title(cheap);
      assertThat(asked.prompt().model()).isEqualTo("tiny");
      asked.say("A cheap title").finish();
      awaitTitle(chat, "A cheap title");
    }
  }

  @Test
  void one_title_is_made_at_a_time() throws Exception {
    try (TestApp parley = start(AUTO, model)) {
      String one = parley.begin("One");
      String two = parley.begin("Two");
      Asked first = model.asked();
      Asked second = model.asked();
      first.say("Yes.").finish();
      second.say("Yes.").finish();
      Asked asked = title(model);
      assertThat(model.isAsked()).isFalse();
      asked.say("A title").finish();
      title(model).say("A title").finish();
      awaitTitle(one, "A title");
      awaitTitle(two, "A title");
    }
  }

  @Test
  void answers_go_first_where_a_provider_writes_one_at_a_time() throws Exception {
    try (TestApp parley =
        TestApp.start(
            TestApp.config(data)
                .with(config -> {
                  config.titles = AUTO;
                  config.limits = new FixedConcurrency(1000, 0, 1);
                }),
            model)) {
      List<String> chats = List.of(parley.begin("One"), parley.begin("Two"), parley.begin("Three"));
      for (String question : List.of("One", "Two", "Three")) {
        Asked asked = model.asked();
        assertThat(asked.prompt().turns().getFirst().text()).isEqualTo(question);
        asked.say("Yes.").finish();
      }
      Asked asked = title(model);
      String four = parley.begin("Four");
      Asked answer = model.asked();
      assertThat(answer.prompt().turns().getFirst().text()).isEqualTo("Four");
      asked.awaitOver(); // it steps aside
      answer.say("Yes.").finish();
      for (int i = 0; i < 4; i++) {
        title(model).say("A title").finish();
      }
      for (String chat : chats) {
        awaitTitle(chat, "A title");
      }
      awaitTitle(four, "A title");
    }
  }
}
