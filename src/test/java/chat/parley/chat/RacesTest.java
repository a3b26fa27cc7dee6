package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Nightly;
import chat.parley.support.TestApp;
import chat.parley.support.Typist;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What people do at the same moment, again and again: whoever is first, the outcome is one of the
/// honest ones, and what is stored agrees with itself. `-Dparley.rounds=1000` races more often.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RacesTest {
  private static final int ROUNDS = Integer.getInteger("parley.rounds", Nightly.NOW ? 1000 : 200);

  private final Typist typist = new Typist(new Random(7));
  private final TestApp parley = TestApp.start(typist);
  private final DataFile file = new DataFile(parley.data());
  private final Random random = new Random(7);

  @AfterAll
  void stop() {
    parley.close();
  }

  @Test
  void stop_racing_the_end_and_stop() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String chat = parley.begin("Question " + round);
      int delay = random.nextInt(3_000);
      List<Integer> statuses =
          atOnce(
              () -> stopLater(chat, 2, delay),
              () -> stopLater(chat, 2, delay),
              () -> parley.post(chat + "/cancellation", Map.of()));
      assertThat(statuses).containsOnly(303);
      assertHonest(chat);
      assertThat(messages(chat)).hasSize(2);
    }
    assertThat(outcomes("Question")).as("assumed: both have won").contains("finished", "stopped");
  }

  private HttpResponse<String> stopLater(String chat, int message, int micros) {
    Typist.pause(micros);
    return parley.post(chat + "/cancellation", Map.of("message", String.valueOf(message)));
  }

  @Test
  void stop_racing_the_claim_of_what_was_sent_a_moment_ago() throws Exception {
    String chat = begun("Claims");
    for (int round = 0; round < ROUNDS; round++) {
      int answer = 4 + 2 * round;
      int delay = random.nextInt(6_000);
      List<Integer> statuses =
          atOnce(() -> say(chat, "More"), () -> stopLater(chat, answer, delay));
      assertThat(statuses).containsOnly(303);
      awaitRest(chat);
    }
    assertHonest(chat);
    assertThat(messages(chat)).hasSize(2 + 2 * ROUNDS);
    assertThat(outcomes("Claims")).as("assumed: both have won").contains("finished", "stopped");
  }

  @Test
  void the_same_message_from_many_at_once_is_one_and_different_ones_are_a_chain() throws Exception {
    String chat = begun("Sends");
    for (int round = 0; round < ROUNDS / 2; round++) {
      Map<String, String> twice =
          Map.of("text", "Twice " + round, "key", "key" + round, "branch", "2");
      Callable<HttpResponse<String>> click = () -> parley.post(chat + "/messages", twice);
      String other = "Other " + round;
      assertThat(atOnce(click, click, () -> say(chat, other), click)).containsOnly(303);
    }
    awaitRest(chat);
    assertHonest(chat);
    List<String> rows = messages(chat);
    assertThat(rows).hasSize(2 + 4 * (ROUNDS / 2));
    for (int number = 2; number <= rows.size(); number++) {
      assertThat(rows.get(number - 1))
          .as("one chain")
          .startsWith(number + "|" + (number - 1) + "|");
    }
  }

  @Test
  void the_same_first_message_from_many_at_once_is_one_chat() throws Exception {
    for (int round = 0; round < ROUNDS / 2; round++) {
      Map<String, String> form = Map.of("text", "Begin " + round, "key", "begin" + round);
      Callable<HttpResponse<String>> click = () -> parley.post("/messages", form);
      assertThat(atOnce(click, click, click)).containsOnly(303);
    }
    assertThat(file.rows("select count(*) from conversation where title like 'Begin %'"))
        .containsExactly(String.valueOf(ROUNDS / 2));
  }

  @Test
  void again_and_continue_and_stop_at_once() throws Exception {
    for (int round = 0; round < ROUNDS / 2; round++) {
      String chat = stoppedHalfway("Again " + round);
      String key = "key" + round;
      List<Integer> statuses =
          atOnce(
              () -> want(chat, "again", key),
              () -> want(chat, "continue", key),
              () -> want(chat, "again", key),
              () -> parley.post(chat + "/cancellation", Map.of("message", "2")),
              () -> want(chat, "continue", key));
      assertThat(statuses).as("done, or refused with a reason").isSubsetOf(303, 422);
      assertThat(statuses.get(3)).isEqualTo(303);
      assertThat(statuses.subList(0, 3)).as("someone got what they wanted").contains(303);
      awaitRest(chat);
      assertHonest(chat);
      assertThat(messages(chat)).as("never two more").hasSizeBetween(2, 3);
      assertThat(messages(chat).size() == 3)
          .as("there is another answer where it was promised")
          .isEqualTo(statuses.get(0) == 303 || statuses.get(2) == 303);
    }
  }

  @Test
  void edits_at_once_are_one_for_each_text() throws Exception {
    for (int round = 0; round < ROUNDS / 4; round++) {
      String chat = begun("Edits " + round);
      Map<String, String> one = Map.of("text", "One", "edits", "1", "key", "k");
      Map<String, String> other = Map.of("text", "Other", "edits", "1", "key", "k");
      assertThat(
              atOnce(
                  () -> parley.post(chat + "/messages", one),
                  () -> parley.post(chat + "/messages", other),
                  () -> parley.post(chat + "/messages", one),
                  () -> parley.post(chat + "/messages", other)))
          .containsOnly(303);
      awaitRest(chat);
      assertHonest(chat);
      assertThat(messages(chat)).hasSize(6);
    }
  }

  @Test
  void delete_racing_everything_and_undo() throws Exception {
    for (int round = 0; round < ROUNDS / 2; round++) {
      String chat = parley.begin("Deletes " + round);
      int delay = random.nextInt(2_000);
      List<Integer> statuses =
          atOnce(
              () -> say(chat, "Sent meanwhile"),
              () -> {
                Typist.pause(delay);
                return parley.post(chat + "/deletion", Map.of());
              },
              () -> parley.post(chat + "/deletion", Map.of()),
              () -> want(chat, "again", "k"),
              () -> parley.post(chat + "/cancellation", Map.of("message", "2")));
      assertThat(statuses).isSubsetOf(303, 404, 422);
      assertThat(statuses.subList(1, 3)).as("deleted twice is deleted").containsOnly(303);
      Callable<HttpResponse<String>> undo = () -> parley.post(chat + "/restoration", Map.of());
      assertThat(atOnce(undo, undo)).containsOnly(303);
      awaitRest(chat);
      assertHonest(chat);
      assertThat(messages(chat).stream().anyMatch(row -> row.endsWith("|Sent meanwhile")))
          .as("there if it was accepted, and only then")
          .isEqualTo(statuses.getFirst() == 303);
    }
  }

  private HttpResponse<String> say(String chat, String text) {
    return parley.post(chat + "/messages", Map.of("text", text));
  }

  private HttpResponse<String> want(String chat, String action, String key) {
    return parley.post(chat + "/answers", Map.of("message", "2", "action", action, "key", key));
  }

  private String begun(String text) throws InterruptedException {
    String chat = parley.begin(text);
    awaitRest(chat);
    return chat;
  }

  private String stoppedHalfway(String text) throws InterruptedException {
    String chat = parley.begin(Typist.ENDLESS + text);
    TestApp.await("it has begun", () -> typist.hasBegun(Typist.ENDLESS + text));
    parley.post(chat + "/cancellation", Map.of("message", "2"));
    awaitRest(chat);
    return chat;
  }

  /// Does things as nearly at the same moment as this computer can.
  ///
  /// @return their statuses
  @SafeVarargs
  private static List<Integer> atOnce(Callable<HttpResponse<String>>... actions) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(actions.length);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (Callable<HttpResponse<String>> action : actions) {
        results.add(
            threads.submit(() -> {
              barrier.await();
              return action.call().statusCode();
            }));
      }
      for (Future<Integer> result : results) {
        statuses.add(result.get());
      }
    }
    return statuses;
  }

  /// Until nothing is written and nothing waits: no answer is ever stuck.
  private void awaitRest(String chat) throws InterruptedException {
    TestApp.await(
        chat + " is at rest",
        () ->
            rows("select 1 from generation where conversation_id = ? and state <> 'ended'", chat)
                .isEmpty());
  }

  private void assertHonest(String chat) throws InterruptedException {
    awaitRest(chat);
    assertThat(rows("select last_number from conversation where id = ?", chat))
        .as("no number is missing")
        .containsExactly(String.valueOf(messages(chat).size()));
    assertThat(
            rows(
                """
                select m.number from message m
                left join generation g on g.conversation_id = m.conversation_id and g.message = m.number
                where m.conversation_id = ? and (m.role = 'assistant') <> (g.id is not null)
                """,
                chat))
        .as("every answer has its work, and nothing else has")
        .isEmpty();
    assertThat(
            rows(
                """
                select u.number from message u where u.conversation_id = ? and u.role = 'user'
                  and not exists (select 1 from message a
                    where a.conversation_id = u.conversation_id and a.parent = u.number)
                """,
                chat))
        .as("every message has an answer")
        .isEmpty();
    assertThat(
            rows(
                """
                select s.text from segment s join generation g on g.id = s.generation_id
                where g.conversation_id = ?
                """,
                chat))
        .as("nothing is left lying about")
        .isEmpty();
    for (String row :
        rows(
            """
            select g.outcome, g.crashes, m.text from generation g
            join message m on m.conversation_id = g.conversation_id and m.number = g.message
            where g.conversation_id = ?
            """,
            chat)) {
      String[] columns = row.split("\\|", 3);
      assertThat(columns[0]).as(row).isIn("finished", "stopped");
      assertThat(columns[1]).as("nobody has died: " + row).isEqualTo("0");
      assertThat(Typist.isBeginning(columns[2])).as(row).isTrue();
      if (columns[0].equals("finished")) {
        assertThat(Typist.isWhole(columns[2])).as(row).isTrue();
      }
    }
  }

  private List<String> messages(String chat) {
    return rows(
        "select number, parent, role, text from message where conversation_id = ? order by number",
        chat);
  }

  private List<String> outcomes(String title) {
    return file.rows(
        """
        select distinct g.outcome from generation g
        join conversation c on c.id = g.conversation_id where c.title like ?
        """,
        title + "%");
  }

  private List<String> rows(String sql, String chat) {
    return file.rows(sql, chat.replace("/chat/", ""));
  }
}
