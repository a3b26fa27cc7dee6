package chat.parley.usage;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Ending;
import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was used, and who sees it. The scripted model counts 10 tokens in and 20 out.
class UsageControllerTest {
  private final SettableClock time = new SettableClock();
  private final ScriptedProvider model = new ScriptedProvider("=scripted", true);
  private final Path data = TestApp.temporaryDirectory();
  private final DataFile file = new DataFile(data);
  private TestApp parley = TestApp.startWithAccounts(data, time.withZone(ZoneOffset.UTC), model);
  private Member ada = new Member(parley);
  private Member sam = ada;

  @BeforeEach
  void begin() {
    ada = Member.owner(parley);
    sam = ada.invites("Sam", "member");
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  private void awaitState(Member who, String chat, String state) throws InterruptedException {
    TestApp.await(
        state, () -> !who.page(chat).select("#message-2[data-state=" + state + "]").isEmpty());
  }

  private String answered(Member who, String question) throws InterruptedException {
    String chat = who.begin(question);
    model.asked().say("Answer").finish();
    awaitState(who, chat, "finished");
    return chat;
  }

  private static String total(Document page) {
    return page.select("[aria-labelledby=models-title] tfoot tr").text();
  }

  @Test
  void everyone_sees_what_is_their_own_and_staff_what_is_everyones() throws Exception {
    String chat = answered(sam, "One");
    sam.post(chat + "/answers", Map.of("message", "2", "action", "again"));
    model.asked().say("Another").finish();
    TestApp.await(
        "the other one", () -> !sam.page(chat).select("#message-3[data-state=finished]").isEmpty());
    answered(ada, "Two");

    for (String address : new String[] {"/use", "/use?whose=everyone"}) {
      Document own = sam.page(address);
      assertThat(total(own)).isEqualTo("All 1 2 20 40");
      assertThat(own.text()).doesNotContain("ada@example.org");
      assertThat(own.select(".tabs")).isEmpty();
    }
    assertThat(sam.page("/").select("#more a[href=/use]")).hasSize(1);
    assertThat(total(ada.page("/use"))).isEqualTo("All 1 1 10 20");
    Document all = ada.page("/use?whose=everyone&days=7");
    assertThat(all.select("[aria-labelledby=models-title] tbody tr").eachText())
        .containsExactly(
            "sam@example.org =scripted/small 1 2 20 40",
            "ada@example.org =scripted/small 1 1 10 20");
    assertThat(all.select("[aria-labelledby=days-title] tbody tr").eachText())
        .containsExactly("Sun 1 Mar 2 3 30 60");
    assertThat(all.text()).doesNotContain("One", "Another");
  }

  @Test
  void the_chart_is_drawn_here_and_says_in_words_what_it_shows() throws Exception {
    answered(sam, "One");
    time.advance(Duration.ofDays(2));
    answered(sam, "Two");
    answered(sam, "Three");
    Document page = sam.page("/use?days=7");
    assertThat(page.select("svg[role=img] > title").text()).isEqualTo("Tokens by day");
    assertThat(page.select("svg[role=img] > desc").text())
        .isEqualTo("90 tokens in 7 days, the most on 3 Mar: 60. The table below has every day.");
    assertThat(page.select("svg[role=img] g > title").eachText())
        .hasSize(7)
        .contains("1 Mar: 30 tokens", "2 Mar: 0 tokens", "3 Mar: 60 tokens");
    assertThat(page.select("svg rect.completion").eachAttr("height"))
        .containsExactly("0", "0", "0", "0", "39", "0", "78");
    assertThat(page.select(".use-chart [style]")).as("forbidden by the policy").isEmpty();
    time.advance(Duration.ofDays(6));
    assertThat(sam.page("/use?days=7").select("desc").text()).startsWith("60 tokens in 7 days");
    assertThat(sam.page("/use").select("desc").text()).startsWith("90 tokens in 30 days");
    assertThat(sam.page("/use?days=4").select("[aria-current=page]").text())
        .as("a range that is not offered is the usual one")
        .contains("30 days");
  }

  @Test
  void what_no_provider_has_counted_is_estimated_and_says_so() throws Exception {
    String chat = sam.begin("a".repeat(35));
    model.asked().say("b".repeat(70)).end(new Ending.Complete(false, null, null));
    awaitState(sam, chat, "finished");
    assertThat(
            file.rows("select prompt_tokens, completion_tokens, estimated_tokens from use_by_day"))
        .singleElement()
        .satisfies(row -> {
          String[] sums = row.split("\\|", -1);
          assertThat(Integer.parseInt(sums[0])).isBetween(10, 20);
          assertThat(sums[1]).isEqualTo("20");
          assertThat(Integer.parseInt(sums[2])).isEqualTo(Integer.parseInt(sums[0]) + 20);
        });
    assertThat(total(sam.page("/use"))).contains("≈ 20");
    assertThat(sam.page("/use").select(".field-hint").text()).contains("are estimated");
  }

  @Test
  void what_was_stopped_or_written_by_a_process_that_ended_counts_as_far_as_it_came()
      throws Exception {
    String stopped = sam.begin("Stop me");
    model.asked().say("b".repeat(35));
    awaitState(sam, stopped, "writing");
    sam.post(stopped + "/cancellation", Map.of("message", "2"));
    awaitState(sam, stopped, "stopped");
    assertThat(file.rows("select answers, completion_tokens from use_by_day"))
        .containsExactly("1|10");

    String left = sam.begin("Leave me");
    model.asked().say("c".repeat(35));
    awaitState(sam, left, "writing");
    parley.close();
    parley = TestApp.startWithAccounts(data, time.withZone(ZoneOffset.UTC), model);
    model.asked().say("d".repeat(35)).end(new Ending.Complete(false, null, null));
    TestApp.await(
        "the answer has gone on",
        () -> file.rows("select answers, completion_tokens from use_by_day").contains("2|30"));
  }

  @Test
  void what_an_answer_costs_is_reckoned_with_the_prices_of_its_day() throws Exception {
    parley.close();
    file.change(
        """
        insert into connection (name, protocol, url, enabled, reach, created_at)
        values ('=scripted', 'openai', 'http://127.0.0.1:9', 0, 'anywhere', 0)
        """);
    file.change(
        """
        insert into connection_model (connection, model, prompt_price, completion_price)
        values ('=scripted', 'small', 100000, 200000)
        """);
    parley = TestApp.startWithAccounts(data, time.withZone(ZoneOffset.UTC), model);
    sam = new Member(parley);
    sam.signIn(Member.address("Sam"), Member.PASSWORD);
    answered(sam, "One");
    file.change("update connection_model set prompt_price = 0, completion_price = 0");
    assertThat(total(sam.page("/use"))).isEqualTo("All 1 1 10 20 5.00");
    assertThat(sam.get("/use.csv").body()).endsWith(",1,1,10,20,0,5.0\r\n");
  }

  @Test
  void what_was_deleted_still_counts_and_a_question_without_an_answer_is_a_message()
      throws Exception {
    String chat = answered(sam, "One");
    sam.post(chat + "/deletion", Map.of());
    file.change("delete from conversation where id = ?", chat.replace("/chat/", ""));
    sam.begin("Two");
    model.asked();
    assertThat(total(sam.page("/use"))).isEqualTo("All 2 1 10 20");
  }

  @Test
  void the_file_for_spreadsheets_has_every_line_and_no_formula() throws Exception {
    answered(sam, "One");
    answered(ada, "Two");
    HttpResponse<String> all = ada.get("/use.csv?days=30&whose=everyone");
    assertThat(all.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
    assertThat(all.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"parley-use-2026-03-01.csv\"");
    assertThat(all.body())
        .isEqualTo(
            """
            day,person,provider,model,messages,answers,tokens in,tokens out,tokens estimated,cost
            2026-03-01,ada@example.org,'=scripted,small,1,1,10,20,0,0.0
            2026-03-01,sam@example.org,'=scripted,small,1,1,10,20,0,0.0
            """
                .replace("\n", "\r\n"));
    assertThat(sam.get("/use.csv?whose=everyone").body())
        .contains("sam@example.org")
        .doesNotContain("ada@example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select sum(cost) from use_by_day where account_id = 'x' and day >= 'y'",
        "select day, sum(cost) from use_by_day where day >= 'y' group by day",
        "select account_id, model, sum(cost) from use_by_day where day >= 'y' group by account_id, model"
      })
  void the_sums_are_looked_up_and_not_looked_for(String sums) {
    assertThat(file.rows("explain query plan " + sums)).first().asString().contains("SEARCH");
  }

  @Test
  void who_is_alone_sees_their_own_without_signing_in() throws Exception {
    ScriptedProvider alone = new ScriptedProvider();
    try (TestApp local = TestApp.start(alone)) {
      String chat = local.begin("One");
      alone.asked().say("Answer").finish();
      local.awaitPage(chat, "#message-2[data-state=finished]");
      assertThat(total(local.page("/use"))).isEqualTo("All 1 1 10 20");
      assertThat(local.page("/use").text()).doesNotContain("Everyone");
    }
  }
}
