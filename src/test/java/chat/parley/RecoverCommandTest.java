package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.PhoneApp;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.SettableClock;
import chat.parley.support.TestApp;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/parley recover`: the owner has lost the phone and the codes.
class RecoverCommandTest {
  private static final String PAGE = "/settings/second-factor";

  @TempDir private Path directory = Path.of("set by JUnit");

  private final SettableClock clock = new SettableClock();

  private TestApp start() {
    return TestApp.startWithAccounts(
        directory, clock.withZone(ZoneOffset.UTC), new ScriptedProvider());
  }

  private static String after(Member who, String email) {
    return who.signIn(email, Member.PASSWORD).headers().firstValue("Location").orElse("");
  }

  private void addApp(Member who) {
    assertThat(who.post(PAGE + "/app", Map.of()).statusCode()).isEqualTo(303);
    String code = PhoneApp.scan(who.page(PAGE), clock).code();
    assertThat(who.post(PAGE + "/app/confirmation", Map.of("code", code)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void the_owner_signs_in_with_the_password_alone_and_nobody_else_does() {
    String owner;
    try (TestApp parley = start()) {
      Member ada = Member.owner(parley);
      Member kim = ada.invites("Kim", "member");
      addApp(ada);
      addApp(kim);
      owner =
          new DataFile(parley.data())
              .rows("select email from account where id = 'local'")
              .getFirst();
      assertThat(after(new Member(parley), owner)).isEqualTo("/second-factor");
      Said running = parley("recover", "--data", directory.toString());
      assertThat(running.code()).isEqualTo(1);
      assertThat(running.words()).contains("Stop it first");
    }
    Said said = parley("recover", "--data", directory.toString());
    assertThat(said.words()).contains(owner, "password alone");
    assertThat(said.code()).isZero();
    try (TestApp parley = start()) {
      Member ada = new Member(parley);
      assertThat(after(ada, owner)).isEqualTo("/");
      assertThat(after(new Member(parley), Member.address("Kim"))).isEqualTo("/second-factor");
      assertThat(ada.page("/log").text())
          .contains("on the command line", "removed the second factors of");
    }
    assertThat(parley("recover", "--data", directory.toString(), Member.address("Kim")).code())
        .isZero();
    try (TestApp parley = start()) {
      assertThat(after(new Member(parley), Member.address("Kim"))).isEqualTo("/");
    }
  }

  @Test
  void who_is_not_there_and_where_nothing_is_stored_are_said() {
    assertThat(parley("recover", "--data", directory.toString()).words())
        .contains("There is no database", "--data");
    start().close();
    Said nobody = parley("recover", "--data", directory.toString(), "nobody@example.org");
    assertThat(nobody.words()).contains("There is no such account", "e-mail address");
    assertThat(nobody.code()).isEqualTo(1);
  }
}
