package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.EventReader;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What ends a session besides its time.
class EndedSessionsTest {
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

  @Test
  void signing_in_again_with_the_same_browser_ends_the_former_session_whoever_it_was() {
    Member kim = ada.invites("Kim", "member");
    String first = session(kim);
    kim.signIn("kim@example.org", Member.PASSWORD);
    String second = session(kim);
    assertThat(second).isNotEqualTo(first);
    assertThat(isOpen(first)).as("the same person").isFalse();
    kim.signIn("ada@example.org", Member.PASSWORD);
    assertThat(isOpen(second)).as("somebody else").isFalse();
    assertThat(isOpen(session(ada))).as("another browser").isTrue();
    kim.signIn("ada@example.org", "wrong wrong 1");
    assertThat(isOpen(session(kim))).as("a failed one ends nothing").isTrue();
    assertThat(file.rows("select actor from audit where action like 'was signed out by%'"))
        .containsExactly("kim@example.org", "kim@example.org");
  }

  @Test
  void so_do_an_invitation_and_a_link_to_a_new_password() {
    Member browser = new Member(parley);
    browser.signIn("ada@example.org", Member.PASSWORD);
    String before = session(browser);
    String invitation = URI.create(ada.invitation("member")).getPath();
    browser.post(
        invitation, Map.of("name", "Kim", "email", "kim@example.org", "password", Member.PASSWORD));
    String kims = session(browser);
    assertThat(isOpen(before)).isFalse();
    assertThat(isOpen(kims)).isTrue();

    ada.invites("Sam", "member");
    String made = ada.post("/people/" + ada.idOf("Sam") + "/reset", Map.of()).body();
    String reset = URI.create(Jsoup.parse(made).select("#new-link").attr("value")).getPath();
    browser.post(reset, Map.of("password", "another five word secret"));
    assertThat(isOpen(kims)).isFalse();
    assertThat(isOpen(session(browser))).isTrue();
  }

  @Test
  void staff_sign_somebody_out_everywhere_and_open_streams_end() throws Exception {
    Member robin = ada.invites("Robin", "admin");
    Member kim = robin.invites("Kim", "member");
    Member phone = new Member(parley);
    phone.signIn("kim@example.org", Member.PASSWORD);
    String chat = kim.begin("Mine");
    model.asked().say("Answer").finish();
    TestApp.await("it has a stream", () -> !kim.page(chat).select("#stream").isEmpty());
    String position = kim.page(chat).select("#stream").attr("data-position");
    try (EventReader stream = phone.stream(chat, position)) {
      assertThat(stream.next().name()).isEqualTo("hello");
      String id = robin.idOf("Kim");
      String form =
          robin
              .page("/people")
              .select("form[action$=/" + id + "/sessions/deletion]")
              .attr("action");
      assertThat(robin.post(form, Map.of()).statusCode()).isEqualTo(303);
      assertThat(stream.rest()).extracting(EventReader.Event::name).endsWith("session-expired");
    }
    assertThat(isOpen(session(kim))).isFalse();
    assertThat(isOpen(session(phone))).isFalse();
    assertThat(kim.signIn("kim@example.org", Member.PASSWORD).statusCode())
        .as("they may come again")
        .isEqualTo(303);
    assertThat(file.rows("select actor, subject from audit where action = 'signed out everywhere'"))
        .containsExactly("robin@example.org|kim@example.org");
  }

  @Test
  void an_admin_signs_out_members_and_nobody_else_and_the_owner_everybody_else() {
    Member robin = ada.invites("Robin", "admin");
    Member sam = ada.invites("Sam", "admin");
    Member kim = ada.invites("Kim", "member");
    for (String other : List.of("Ada", "Sam", "Robin")) {
      assertThat(signOut(robin, other)).as(other).isEqualTo(422);
    }
    assertThat(signOut(kim, ada.idOf("Sam"), "/sessions/deletion")).isEqualTo(404);
    assertThat(signOut(ada, "Ada")).isEqualTo(422);
    assertThat(isOpen(session(sam)) && isOpen(session(ada))).isTrue();
    assertThat(signOut(ada, "Sam")).isEqualTo(303);
    assertThat(isOpen(session(sam))).isFalse();
  }

  @Test
  void signing_out_ends_the_session_and_not_only_its_cookie() {
    String token = session(ada);
    ada.post("/sign-out", Map.of());
    assertThat(isOpen(token)).isFalse();
    assertThat(file.rows("select actor from audit where action = 'signed out'"))
        .containsExactly("ada@example.org");
  }

  private static int signOut(Member by, String name) {
    return signOut(by, by.idOf(name), "/sessions/deletion");
  }

  private static int signOut(Member by, String id, String what) {
    return by.post("/people/" + id + what, Map.of()).statusCode();
  }

  private static String session(Member member) {
    return member.cookies().getOrDefault("parley-session", "");
  }

  private boolean isOpen(String token) {
    return parley.get("/", "Cookie", "parley-session=" + token, "Accept", "text/html").statusCode()
        == 200;
  }
}
