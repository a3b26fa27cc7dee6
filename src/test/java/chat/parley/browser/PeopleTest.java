package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// People who share a Parley: the first one sets Parley up, connects a model and invites the
/// others.
final class PeopleTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @ArgumentsSource(Looks.class)
  void from_the_code_in_the_log_to_two_people_who_chat(Look look) throws InterruptedException {
    sitting.serveAccounts();
    try (ScriptedUpstream upstream = ScriptedUpstream.start()) {
      upstream.listing(Scripts.listing("small", "large"));
      upstream.always(Scripts.good("An answer from the connection."));
      Page ada = sitting.open(look);
      assertThat(ada).hasTitle("Set up Parley · Parley");
      Axe.check(ada);
      fill(ada, "code", "wrong");
      fill(ada, "name", "Ada");
      fill(ada, "email", "ada@example.org");
      fill(ada, "password", Member.PASSWORD);
      sitting.expect("status of 422");
      press(ada, "Set up Parley");
      assertThat(ada.locator("#code-error")).containsText("not the code");
      sitting.look(ada, look, "1-wrong-code");
      Axe.check(ada);
      fill(ada, "code", sitting.parley().app().setUpCode().orElseThrow());
      fill(ada, "password", Member.PASSWORD);
      press(ada, "Set up Parley");
      assertThat(ada.locator(".welcome h1")).hasText("What is on your mind?");

      ada.navigate(sitting.url("/connections"));
      Axe.check(ada);
      fill(ada, "name", "home-server");
      fill(ada, "url", upstream.url());
      fill(ada, "key", "sk-a-key");
      press(ada, "Connect");
      assertThat(ada.locator(".state")).hasText("Connected: 2 models");
      press(ada, "Test");
      assertThat(ada.locator(".state")).containsText("Connected: 2 models");
      Axe.check(ada);
      sitting.look(ada, look, "2-connection");
      ada.navigate(sitting.url("/connections"));
      sitting.look(ada, look, "3-connections");

      ada.navigate(sitting.url("/people"));
      press(ada, "Make an invitation link");
      String invitation = ada.locator("#new-link").inputValue();
      Axe.check(ada);
      sitting.look(ada, look, "4-invitation");

      Page kim = sitting.open(look);
      assertThat(kim).hasTitle("Sign in · Parley");
      Axe.check(kim);
      sitting.look(kim, look, "5-sign-in");
      kim.navigate(invitation);
      fill(kim, "name", "Kim");
      fill(kim, "email", "kim@example.org");
      fill(kim, "password", "short");
      press(kim, "Join");
      assertThat(kim.locator("#password-error")).containsText("at least 10 characters");
      Axe.check(kim);
      sitting.look(kim, look, "6-too-short");
      fill(kim, "password", Member.PASSWORD);
      press(kim, "Join");
      assertThat(kim.locator(".welcome")).isVisible();
      kim.locator("#composer-model").selectOption("home-server/large");
      sitting.send(kim, "Hello");
      assertThat(kim.locator("#message-2")).hasAttribute("data-state", "finished");
      assertThat(kim.locator("#body-2")).hasText("An answer from the connection.");

      ada.navigate(sitting.url("/people"));
      Locator entry = ada.locator("[data-person]", new Page.LocatorOptions().setHasText("Kim"));
      entry.locator(".icon-button").click();
      Axe.check(ada);
      sitting.look(ada, look, "7-person");
      entry.locator("button.danger").click();
      assertThat(
              ada.locator("[data-person]", new Page.LocatorOptions().setHasText("Kim"))
                  .locator(".warning"))
          .hasText("disabled");
      assertThat(kim.locator("#connection")).hasAttribute("data-state", "session-expired");
      sitting.look(kim, look, "8-session-over");
      ada.navigate(sitting.url("/settings"));
      Axe.check(ada);
      sitting.look(ada, look, "9-settings");
    }
  }

  @Test
  void whoever_was_signed_out_signs_in_again_and_is_back_with_the_draft()
      throws InterruptedException {
    sitting.serveAccounts();
    Member owner = Member.owner(sitting.parley());
    Page page = sitting.open(Look.WIDE_LIGHT);
    signIn(page);
    sitting.send(page, "Hello");
    ScriptedProvider.Asked asked = sitting.model().asked();
    asked.say("Answer").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    String chat = page.url();
    page.locator("#composer-text").fill("Not sent yet");
    owner.post("/settings/sessions/deletion", java.util.Map.of());
    assertThat(page.locator("#connection")).hasAttribute("data-state", "session-expired");
    page.locator("#send").click();
    assertThat(page).hasTitle("Sign in · Parley");
    signIn(page);
    assertThat(page.locator("#composer-text")).hasValue("Not sent yet");
    assertThat(page.url()).isEqualTo(chat);
    page.locator("#send").click();
    sitting.model().asked("Not sent yet").say("Now it is.").finish();
    assertThat(page.locator("#body-4")).hasText("Now it is.");
  }

  private static void signIn(Page page) {
    fill(page, "email", "ada@example.org");
    fill(page, "password", Member.PASSWORD);
    press(page, "Sign in");
  }

  private static void fill(Page page, String field, String text) {
    page.locator("#" + field).fill(text);
  }

  private static void press(Page page, String button) {
    page.locator(
            "main button[type=submit]",
            new Page.LocatorOptions()
                .setHasText(java.util.regex.Pattern.compile("^\\s*" + button + "\\s*$")))
        .click();
  }
}
