package chat.parley.audit;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who did what, for those who look after Parley.
class AuditControllerTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.startWithAccounts(model);
  private final DataFile file = new DataFile(parley.data());
  private Member ada = new Member(parley);

  @BeforeEach
  void begin() {
    ada = Member.owner(parley);
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  private static List<String> lines(Document page) {
    return page.select(".log .entry p:first-child").eachText();
  }

  @Test
  void it_has_sign_ins_also_failed_ones_people_and_limits() {
    Member sam = ada.invites("Sam", "member");
    sam.signIn("sam@example.org", "not the password");
    sam.signIn("sam@example.org", Member.PASSWORD);
    ada.post("/limits/member", Map.of("messages", "10"));
    ada.post("/people/" + ada.idOf("Sam") + "/role", Map.of("role", "admin"));
    ada.post("/people/" + ada.idOf("Sam") + "/disabling", Map.of());
    assertThat(lines(ada.page("/log")))
        .containsExactly(
            "ada@example.org disabled sam@example.org",
            "ada@example.org made admin sam@example.org",
            "ada@example.org changed the limits of every member: 10 messages a minute",
            "sam@example.org was signed out by signing in again with the same browser",
            "sam@example.org signed in",
            "sam@example.org failed to sign in",
            "sam@example.org signed in",
            "sam@example.org joined member",
            "ada@example.org invited a member",
            "ada@example.org signed in",
            "ada@example.org set up Parley");
    assertThat(ada.page("/log").select(".field-hint").text()).contains("127.0.0.1");
  }

  @Test
  void what_people_write_is_not_in_it() throws Exception {
    String chat = ada.begin("A very secret question");
    model.asked().say("A very secret answer").finish();
    TestApp.await(
        "Ada has the answer",
        () -> !ada.page(chat).select("#message-2[data-state=finished]").isEmpty());
    ada.post(chat + "/title", Map.of("title", "A secret title"));
    ada.post(chat + "/deletion", Map.of());
    assertThat(file.rows("select * from audit"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).doesNotContain("secret"));
  }

  @Test
  void a_hundred_stand_on_a_page_and_older_ones_behind_a_link() {
    for (int i = 1; i <= 250; i++) {
      file.change(
          "insert into audit (at, actor, action, subject, address) values (?, ?, 'did', ?, 'x')",
          i,
          i % 2 == 0 ? "Even_%" : "Odd",
          "<b>" + i + "</b>");
    }
    List<String> all = new ArrayList<>();
    String next = "/log";
    for (int page = 1; page <= 3; page++) {
      Document shown = ada.page(next);
      assertThat(lines(shown)).hasSize(page < 3 ? 100 : 52);
      all.addAll(lines(shown));
      next = shown.select("a[rel=next]").attr("href");
    }
    assertThat(next).isEmpty();
    assertThat(all).doesNotHaveDuplicates().first().isEqualTo("Even_% did <b>250</b>");

    Document even = ada.page("/log?text=eVEN_%25");
    assertThat(lines(even)).hasSize(100).allMatch(line -> line.startsWith("Even_%"));
    assertThat(even.select("#log-text").val()).isEqualTo("eVEN_%");
    Document rest = ada.page(even.select("a[rel=next]").attr("href"));
    assertThat(lines(rest)).hasSize(25).allMatch(line -> line.startsWith("Even_%"));
    assertThat(rest.select("a[rel=next]")).isEmpty();
    assertThat(ada.page("/log?text=nobody").select(".sheet").text())
        .contains("Nothing has “nobody” in it.");
  }

  @Test
  void members_do_not_find_it() {
    assertThat(ada.invites("Sam", "member").get("/log").statusCode()).isEqualTo(404);
    assertThat(ada.invites("Robin", "admin").get("/log").statusCode()).isEqualTo(200);
  }
}
