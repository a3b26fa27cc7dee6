package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Someone else has the database in hand: an epoch that is over, a database that refuses to write.
class FencingTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private final Visitor visitor = new Visitor(URI.create("http://127.0.0.1:" + parley.port()));

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void what_a_worker_writes_after_its_epoch_is_refused_and_nobody_sees_it() throws Exception {
    String fenced = parley.begin("To be fenced");
    Asked zombie = model.asked().say("Mine. ");
    String other = parley.begin("To go on");
    Asked living = model.asked().say("Yours ");
    parley.awaitPage(fenced, "article[data-state=writing]");
    parley.awaitPage(other, "article[data-state=writing]");

    ReaderPage page = ReaderPage.load(parley, fenced);
    try (EventReader stream = page.open()) {
      sql(
          "update generation set epoch = epoch + 1 where conversation_id = '"
              + fenced.replace("/chat/", "")
              + "'");
      zombie.say("From the grave. ");
      // It learns of it with what it says next.
      TestApp.await(
          "the worker has left",
          () -> {
            zombie.say("Still. ");
            return zombie.isOver();
          });
      page.read(stream, "article[data-state=interrupted]");
    }
    assertThat(page.document().text()).contains("Mine.").doesNotContain("grave", "Still");
    assertThat(visitor.end(fenced, 2)).isEqualTo(new Answer("interrupted", "Mine. "));

    living.say("and whole.").finish();
    assertThat(visitor.end(other, 2)).isEqualTo(new Answer("finished", "Yours and whole."));
  }

  @Test
  void a_database_that_refuses_text_interrupts_the_answer_and_the_next_one_goes_on()
      throws Exception {
    String chat = parley.begin("Disk full");
    Asked asked = model.asked().say("Before. ");
    parley.awaitPage(chat, "article[data-state=writing]");
    ReaderPage page = ReaderPage.load(parley, chat);
    try (EventReader stream = page.open()) {
      sql("create trigger full before insert on segment begin select raise(rollback, 'full'); end");
      TestApp.await(
          "the worker has left",
          () -> {
            asked.say("Unseen. ");
            return asked.isOver();
          });
      page.read(stream, "article[data-state=interrupted]");
      sql("drop trigger full");
    }
    assertThat(page.document().text()).doesNotContain("Unseen");
    assertThat(visitor.end(chat, 2)).isEqualTo(new Answer("interrupted", "Before. "));

    parley.post(chat + "/answers", Map.of("message", "2", "action", "continue"));
    model.asked().say("After.").finish();
    assertThat(visitor.end(chat, 2)).isEqualTo(new Answer("finished", "Before. After."));
  }

  @Test
  void a_database_that_refuses_messages_says_so_keeps_nothing_half_and_recovers() throws Exception {
    sql(
        "create trigger full before insert on generation begin select raise(rollback, 'full'); end");
    HttpResponse<String> refused =
        parley.post("/messages", Map.of("text", "Lost?"), "Accept", "text/html");
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.body()).contains("Something went wrong");
    assertThat(count("conversation") + count("message") + count("generation")).isZero();

    sql("drop trigger full");
    String chat = parley.begin("Found");
    model.asked().say("Yes.").finish();
    assertThat(visitor.end(chat, 2)).isEqualTo(new Answer("finished", "Yes."));
  }

  @Test
  void an_answer_whose_end_could_not_be_stored_is_not_left_running() throws Exception {
    String chat = parley.begin("No end");
    Asked asked = model.asked().say("All of it.");
    parley.awaitPage(chat, "article[data-state=writing]");
    sql(
        "create trigger stuck before update on generation when new.outcome = 'finished'"
            + " begin select raise(abort, 'stuck'); end");
    asked.finish();
    assertThat(visitor.end(chat, 2)).isEqualTo(new Answer("interrupted", "All of it."));
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = connect();
        var executing = connection.createStatement()) {
      executing.execute("pragma busy_timeout = 20000");
      executing.execute(statement);
    }
  }

  private int count(String table) throws SQLException {
    try (Connection connection = connect();
        var counting = connection.createStatement();
        var rows = counting.executeQuery("select count(*) from " + table)) {
      return rows.getInt(1);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + parley.data().resolve("parley.db"));
  }
}
