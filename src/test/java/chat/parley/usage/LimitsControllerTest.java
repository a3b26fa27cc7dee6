package chat.parley.usage;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who decides how much may be used, and where.
class LimitsControllerTest {
  private final TestApp parley = TestApp.startWithAccounts(new ScriptedProvider());
  private final DataFile file = new DataFile(parley.data());
  private Member ada = new Member(parley);
  private Member robin = ada;
  private Member sam = ada;

  @BeforeEach
  void begin() {
    ada = Member.owner(parley);
    robin = ada.invites("Robin", "admin");
    sam = ada.invites("Sam", "member");
  }

  @AfterEach
  void stop() {
    parley.close();
  }

  private static String value(Document page, String id) {
    return page.select("#" + id).val();
  }

  @Test
  void the_owner_decides_about_every_role_and_everyone() {
    for (String role : new String[] {"member", "admin", "owner"}) {
      ada.post(
          "/limits/" + role,
          Map.of("messages", "10", "answers", "2", "tokens", "5000", "cost", "1,5"));
    }
    Document page = ada.page("/limits?saved=admin");
    for (String role : new String[] {"member", "admin", "owner"}) {
      assertThat(value(page, role + "-messages")).isEqualTo("10");
      assertThat(value(page, role + "-answers")).isEqualTo("2");
      assertThat(value(page, role + "-tokens")).isEqualTo("5000");
      assertThat(value(page, role + "-cost")).isEqualTo("1.5");
    }
    assertThat(page.select(".saved")).hasSize(1);

    String robins = "/people/" + ada.idOf("Robin") + "/limits";
    assertThat(ada.page("/people").select("a[href=" + robins + "]")).hasSize(1);
    ada.post(robins, Map.of("messages", "0"));
    Document own = ada.page(robins);
    assertThat(value(own, "person-messages")).isEqualTo("0");
    assertThat(own.select("#person-tokens").attr("placeholder")).isEqualTo("5000");
    assertThat(ada.page("/limits").select("a[href=" + robins + "]").text())
        .isEqualTo("robin@example.org");
    ada.post(robins, Map.of());
    assertThat(ada.page("/limits").select("a[href=" + robins + "]")).isEmpty();
  }

  @Test
  void an_admin_decides_about_members_only() {
    assertThat(robin.page("/limits").select("form[action^=/limits/]").eachAttr("action"))
        .containsExactly("/limits/member");
    String sams = "/people/" + ada.idOf("Sam") + "/limits";
    assertThat(robin.post("/limits/member", Map.of("tokens", "9")).statusCode()).isEqualTo(303);
    assertThat(robin.post(sams, Map.of("tokens", "8")).statusCode()).isEqualTo(303);
    for (String role : new String[] {"admin", "owner"}) {
      assertThat(robin.post("/limits/" + role, Map.of("tokens", "0")).statusCode())
          .as(role)
          .isEqualTo(422);
    }
    for (String name : new String[] {"Robin", "Ada"}) {
      String theirs = "/people/" + ada.idOf(name) + "/limits";
      assertThat(robin.get(theirs).statusCode()).as(name).isEqualTo(404);
      assertThat(robin.post(theirs, Map.of("tokens", "0")).statusCode()).as(name).isEqualTo(404);
    }
    assertThat(file.rows("select role, tokens_per_day from limit_of_role"))
        .containsExactly("member|9");
    assertThat(file.rows("select tokens_per_day from limit_of_account")).containsExactly("8");
  }

  @Test
  void a_member_decides_about_nothing_and_sees_no_tabs() {
    String sams = "/people/" + ada.idOf("Sam") + "/limits";
    assertThat(sam.get("/limits").statusCode()).isEqualTo(404);
    assertThat(sam.get(sams).statusCode()).isEqualTo(404);
    assertThat(sam.post(sams, Map.of("tokens", "0")).statusCode()).isEqualTo(404);
    assertThat(sam.post("/limits/member", Map.of("tokens", "0")).statusCode()).isEqualTo(404);
    assertThat(file.rows("select * from limit_of_account")).isEmpty();
    assertThat(file.rows("select * from limit_of_role")).isEmpty();
  }

  @Test
  void what_is_no_limit_is_refused_and_stays_in_its_field() {
    for (String wrong : new String[] {"-1", "many", "1.5", "99999999999999999999", "1e3", "٣"}) {
      HttpResponse<String> refused = ada.post("/limits/member", Map.of("messages", wrong));
      assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
      Document page = Jsoup.parse(refused.body());
      assertThat(page.select("#member-error").text()).as(wrong).contains("whole number");
      assertThat(value(page, "member-messages")).isEqualTo(wrong);
      assertThat(value(page, "admin-messages")).isEmpty();
    }
    assertThat(file.rows("select * from limit_of_role")).isEmpty();
  }

  @Test
  void who_changed_which_limits_stands_in_the_log() {
    ada.post("/limits/member", Map.of("messages", "10", "cost", "2.5"));
    robin.post("/people/" + ada.idOf("Sam") + "/limits", Map.of("tokens", "0"));
    assertThat(ada.page("/log?text=limits").select(".log .entry p:first-child").eachText())
        .containsExactly(
            "robin@example.org changed the limits of sam@example.org: any number tokens a day",
            "ada@example.org changed the limits of every member: 10 messages a minute, 2.50 of cost a month");
  }

  @Test
  void a_program_is_told_what_is_wrong_as_programs_are() {
    String sams = "/people/" + ada.idOf("Sam") + "/limits";
    for (String path : new String[] {"/limits/member", sams}) {
      HttpResponse<String> refused =
          ada.post(path, Map.of("tokens", "many"), "Accept", "application/json");
      assertThat(refused.statusCode()).as(path).isEqualTo(422);
      assertThat(refused.headers().firstValue("Content-Type"))
          .as(path)
          .contains("application/problem+json");
      assertThat(refused.body()).contains("A limit is a whole number");
    }
  }
}
