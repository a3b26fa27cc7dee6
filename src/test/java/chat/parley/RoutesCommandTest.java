package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.http.Route;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import org.junit.jupiter.api.Test;

/// `bin/parley routes`.
class RoutesCommandTest {
  @Test
  void the_site_map_is_that_of_a_parley_where_people_sign_in() {
    Said said = parley("routes", "--auth", "accounts");
    try (TestApp running = TestApp.startWithAccounts(new ScriptedProvider())) {
      assertThat(said.words().lines().map(RoutesCommandTest::route))
          .containsExactlyElementsOf(running.app().routes().stream().map(Route::name).toList());
    }
    assertThat(said.words())
        .containsPattern("(?m)^POST +/people/invitations +staff$")
        .containsPattern("(?m)^GET +/sse/\\{id} +signed in, as events$")
        .containsPattern("(?m)^GET +/up +anyone$");
    assertThat(said.code()).isZero();
  }

  @Test
  void local_mode_has_no_page_of_people_and_one_for_its_link() {
    assertThat(parley("routes").words().lines().map(RoutesCommandTest::route))
        .contains("GET /link/{secret}", "GET /")
        .doesNotContain("GET /people", "GET /sign-in");
  }

  @Test
  void it_takes_nothing_else() {
    Said said = parley("routes", "people");
    assertThat(said.code()).isNotZero();
    assertThat(said.words()).contains("There is no use for \"people\"");
  }

  private static String route(String line) {
    String[] words = line.split(" +", 3);
    return words[0] + " " + words[1];
  }
}
