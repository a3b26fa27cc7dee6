package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Member;
import chat.parley.support.RawRequest;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// What programs get that send a form which is refused: a problem, and never a page. Every form
/// there is.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProgramsTest {
  /// What no form takes.
  private static final String WRONG =
      "name=@&email=x&password=short&code=1&role=x&whom=x&text=&key=&model=x&title=&address=x"
          + "&system-prompt="
          + "x".repeat(5000);

  /// Forms whose fields must be refused, so that this test looks at something.
  private static final List<String> REFUSED =
      List.of(
          "/sign-in",
          "/passkey",
          "/people/invitations",
          "/people/{person}/role",
          "/people/{person}/disabling",
          "/people/{person}/reset",
          "/second-factor-rule",
          "/settings/name",
          "/settings/password",
          "/settings/chats",
          "/settings/passkeys",
          "/settings/second-factor/app/confirmation",
          "/settings/second-factor/codes",
          "/settings/second-factor/proof");

  private final TestApp parley = TestApp.startWithAccounts(new ScriptedProvider());
  private final Set<String> forms = new TreeSet<>();
  private Member ada = new Member(parley);

  @BeforeAll
  void begin() {
    ada = Member.owner(parley);
    parley.app().routes().stream()
        .filter(route -> route.method().equals("POST") && !route.path().equals("/sign-out"))
        .forEach(route -> forms.add(route.path()));
  }

  @AfterAll
  void stop() {
    parley.close();
  }

  @TestFactory
  Stream<DynamicTest> a_program_that_asks_for_json_gets_a_problem() {
    return forms.stream()
        .map(form -> DynamicTest.dynamicTest(form, () -> check(form, "application/json", WRONG)));
  }

  @TestFactory
  Stream<DynamicTest> a_program_that_asks_for_text_gets_text() {
    return forms.stream()
        .map(form -> DynamicTest.dynamicTest(form, () -> check(form, "text/plain", WRONG)));
  }

  @TestFactory
  Stream<DynamicTest> so_does_one_that_sends_a_wrong_password_along() {
    return forms.stream()
        .map(form ->
            DynamicTest.dynamicTest(
                form, () -> check(form, "application/json", WRONG + "&present=wrong")));
  }

  @Test
  void most_forms_refuse_that() {
    for (String form : REFUSED) {
      assertThat(send(form, "application/json", WRONG).status()).as(form).isBetween(400, 499);
    }
  }

  private void check(String form, String accept, String body) {
    RawRequest.Response response = send(form, accept, body);
    if (response.status() >= 400) {
      assertThat(response.header("Content-Type"))
          .as("%s: %s", form, response.text())
          .startsWith(accept.equals("text/plain") ? accept : "application/problem+json");
    }
  }

  private RawRequest.Response send(String form, String accept, String body) {
    String path = form.replaceAll("\\{\\w+}", "x");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "POST " + path + " HTTP/1.1",
                "Host: localhost",
                "Accept: " + accept,
                "Cookie: " + ada.cookie(),
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + body.length(),
                "",
                body));
    return RawRequest.send(parley.port(), lines.toArray(String[]::new));
  }
}
