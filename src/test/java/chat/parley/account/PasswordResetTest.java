package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.Auth;
import chat.parley.account.mail.MailServer;
import chat.parley.http.PublicUrl;
import chat.parley.support.Member;
import chat.parley.support.ScriptedMailServer;
import chat.parley.support.ScriptedMailServer.Mood;
import chat.parley.support.TestApp;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What goes through the mail: ways to a new password, and invitations.
class PasswordResetTest {
  private static final Pattern LINK = Pattern.compile("http\\S+/(?:reset|invitation)/\\S+");
  private static final String ANOTHER = "another otter umbrella";

  private final ScriptedMailServer post = ScriptedMailServer.start();
  private final TestApp parley =
      TestApp.start(config -> {
        config.auth = Auth.ACCOUNTS;
        config.publicUrl = PublicUrl.parse("http://parley.example");
        config.mail = MailServer.parse("smtp://127.0.0.1:" + post.port(), "parley@example.org");
      });
  private Member ada = new Member(parley);

  @BeforeEach
  void begin() {
    ada = Member.owner(parley);
  }

  @AfterEach
  void stop() {
    parley.close();
    post.close();
  }

  @Test
  void whoever_has_forgotten_the_password_chooses_another_by_mail() throws InterruptedException {
    Member elsewhere = new Member(parley);
    assertThat(elsewhere.page("/sign-in").select("a[href=/forgotten]")).hasSize(1);
    assertThat(forgotten(elsewhere, " Ada@Example.org ").statusCode()).isEqualTo(200);
    ScriptedMailServer.Letter letter = post.letter();
    assertThat(letter.to()).isEqualTo("ada@example.org");
    URI link = link(letter);
    assertThat(link.getAuthority()).isEqualTo("parley.example");
    assertThat(elsewhere.post(link.getPath(), Map.of("password", ANOTHER)).statusCode())
        .isEqualTo(303);
    assertThat(elsewhere.get("/settings").statusCode()).isEqualTo(200);
    assertThat(ada.get("/settings").statusCode()).as("the session before").isEqualTo(303);
    assertThat(elsewhere.post(link.getPath(), Map.of("password", ANOTHER)).statusCode())
        .as("once")
        .isEqualTo(404);
  }

  @Test
  void other_links_lead_nowhere_once_a_password_was_chosen() throws InterruptedException {
    Member elsewhere = new Member(parley);
    forgotten(elsewhere, "ada@example.org");
    forgotten(elsewhere, "ada@example.org");
    URI first = link(post.letter());
    URI second = link(post.letter());
    assertThat(elsewhere.post(first.getPath(), Map.of("password", ANOTHER)).statusCode())
        .isEqualTo(303);
    assertThat(elsewhere.get(second.getPath()).statusCode()).isEqualTo(404);
  }

  @Test
  void nobody_learns_who_has_an_account() throws InterruptedException {
    Member sam = ada.invites("Sam", "member");
    ada.post("/people/" + ada.idOf("Sam") + "/disabling", Map.of());
    assertThat(sam.get("/settings").statusCode()).as("assumed: disabled").isEqualTo(303);
    Member eve = new Member(parley);
    String known = forgotten(eve, "ada@example.org").body();
    for (String address : new String[] {"who@example.org", "sam@example.org"}) {
      assertThat(forgotten(eve, address).body().replace(address, "ada@example.org"))
          .isEqualTo(known);
    }
    assertThat(post.letter().to()).isEqualTo("ada@example.org");
    // Mails to those who get none would have been written before this one's.
    forgotten(eve, "ada@example.org");
    assertThat(post.letter().to()).isEqualTo("ada@example.org");
    assertThat(post.waiting()).isZero();
  }

  @Test
  void a_mailbox_is_not_flooded() {
    for (String address : new String[] {"ada@example.org", "who@example.org"}) {
      Member eve = new Member(parley);
      int taken = 0;
      HttpResponse<String> answer = forgotten(eve, address);
      while (answer.statusCode() == 200) {
        taken++;
        answer = forgotten(eve, address);
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(taken).as(address).isEqualTo(3);
    }
  }

  @Test
  void a_mail_server_that_is_down_changes_no_answer() {
    post.close();
    assertThat(forgotten(new Member(parley), "ada@example.org").statusCode()).isEqualTo(200);
  }

  @Test
  void an_invitation_with_an_address_is_sent_there() throws InterruptedException {
    HttpResponse<String> made =
        ada.post("/people/invitations", Map.of("role", "member", "email", "kim@example.org"));
    assertThat(Jsoup.parse(made.body()).select(".new-link").text())
        .contains("was sent to kim@example.org");
    ScriptedMailServer.Letter letter = post.letter();
    assertThat(letter.to()).isEqualTo("kim@example.org");
    Member kim = new Member(parley);
    assertThat(kim.page(link(letter).getPath()).select("input[name=email]").val())
        .isEqualTo("kim@example.org");
    post.mood(Mood.REFUSING);
    HttpResponse<String> unsent =
        ada.post("/people/invitations", Map.of("role", "member", "email", "kim@example.org"));
    assertThat(Jsoup.parse(unsent.body()).select(".new-link").text()).contains("could not be sent");
    assertThat(Jsoup.parse(unsent.body()).select("#new-link").val()).contains("/invitation/");
  }

  @Test
  void without_a_mail_server_nothing_is_promised() {
    try (TestApp quiet = TestApp.startWithAccounts()) {
      Member.owner(quiet);
      Member sam = new Member(quiet);
      assertThat(sam.page("/sign-in").select("a[href=/forgotten]")).isEmpty();
      assertThat(sam.page("/sign-in").text()).contains("Ask whoever runs this Parley");
      assertThat(sam.get("/forgotten").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> forgotten(Member who, String email) {
    return who.post("/forgotten", Map.of("email", email), "Accept", "text/html");
  }

  private static URI link(ScriptedMailServer.Letter letter) {
    Matcher found = LINK.matcher(letter.text());
    assertThat(found.find()).as(letter.text()).isTrue();
    return URI.create(found.group());
  }
}
