package chat.parley.budget;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.Timings;
import chat.parley.budget.Statements.Run;
import chat.parley.support.EventReader;
import chat.parley.support.OldChats;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How many SQL statements a page, an answer and a reader take, however long the chat is.
final class StatementsTest {
  private static final String LONG_CHAT = "00000000-0000-7000-8000-000000000001";

  private final ScriptedProvider model = new ScriptedProvider();
  private Statements statements;
  private TestApp parley;

  @SuppressWarnings("NullAway.Init") // JUnit calls start before anything else
  StatementsTest() {}

  @BeforeEach
  void start() throws SQLException {
    statements = Statements.watch();
    parley = TestApp.start(config -> config.timings = Timings.SHIPPED, model);
    try (OldChats chats = new OldChats(parley.data())) {
      chats.add(LONG_CHAT, 200);
    }
    // What is looked up once, and kept.
    parley.get("/");
    statements.take();
  }

  @AfterEach
  void stop() throws SQLException {
    parley.close();
    statements.close();
  }

  /// @param most a quarter more than was seen
  private void assertAtMost(int most, String what) {
    List<Run> runs = statements.take();
    assertThat(runs).as("assumed: statements are seen, %s", what).isNotEmpty();
    if (Boolean.getBoolean("parley.seen")) {
      System.out.println(what + ": " + runs.size());
    }
    assertThat(runs).as(what).hasSizeLessThanOrEqualTo(most);
  }

  @Test
  void a_page_takes_a_few_statements_however_many_messages_it_shows() {
    parley.get("/");
    assertAtMost(2, "home: the sidebar's chats, the model chosen last"); // 2 seen

    String chat = "/chat/" + LONG_CHAT;
    parley.get(chat);
    // The chat, its leaf, the way up to it, its answers, their branches, what is open, the sidebar.
    assertAtMost(10, "the end of a chat of 200 messages"); // 8 seen

    parley.get(chat + "?before=101", "HX-Request", "true");
    assertAtMost(8, "fifty messages before those"); // 7 seen

    parley.get(chat + "?at=beginning");
    assertAtMost(11, "its first messages"); // 9 seen
  }

  @Test
  void an_answer_takes_few_statements_and_one_for_each_publication() throws Exception {
    String chat = parley.begin("Hello");
    ScriptedProvider.Asked asked = model.asked();
    // Two messages with what they change, and the work to answer.
    assertAtMost(20, "from the post to the model being called"); // 16 seen

    String position = ReaderPage.load(parley, chat).position();
    try (EventReader reader = parley.stream(chat, position)) {
      asked.say("The first word ");
      reader.until("The first word");
      // Whether the reader's first look was before that or after it.
      asked.say("and the second ");
      reader.until("and the second");
      statements.take();
      for (int i = 0; i < 10; i++) {
        asked.say("and word " + i);
        reader.until("and word " + i);
      }
      assertAtMost(12, "ten publications before a reader"); // 10 seen

      asked.finish();
      reader.until("data-state=\"finished\"");
      // The end, and one look of its reader.
      assertAtMost(12, "the end of an answer"); // 10 seen
    }
  }

  @Test
  void a_message_in_a_long_chat_reads_none_of_its_pages() throws Exception {
    String chat = "/chat/" + LONG_CHAT;
    Map<String, String> message = Map.of("text", "And now?", "model", "scripted/small");
    parley.post(chat + "/messages", message, "HX-Request", "true");
    model.asked();
    // Of it three for another model than before, and three for messages that do not fit.
    assertAtMost(32, "from the post to the model being called, and the next composer"); // 26 seen
  }

  @Test
  void a_reader_that_comes_back_takes_few_statements() throws Exception {
    String chat = parley.begin("Hello");
    ScriptedProvider.Asked asked = model.asked();
    String early = ReaderPage.load(parley, chat).position();
    asked.say("All of it.").finish();
    asked.awaitOver();
    parley.awaitPage(chat, "[data-state=finished]");
    String late = ReaderPage.load(parley, chat).position();
    statements.take();

    parley.updates(chat, late);
    assertAtMost(2, "a poll of a reader that has everything"); // 2 seen

    parley.updates(chat, early);
    assertAtMost(6, "a poll of a reader that missed an answer's end"); // 5 seen

    try (EventReader reader = parley.stream(chat, early)) {
      reader.until("data-state=\"finished\"");
      assertAtMost(6, "a stream of a reader that missed an answer's end"); // 5 seen
    }

    parley.updates("/chat/" + LONG_CHAT, "200.1.0.0.0");
    // A page in four parts, each with a look of its own.
    assertAtMost(36, "a poll from a position far up in a long chat"); // 29 seen

    parley.updates(chat, "");
    assertAtMost(8, "a reader that has nothing"); // 7 seen
  }
}
