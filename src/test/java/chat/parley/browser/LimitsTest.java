package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.DataFile;
import chat.parley.support.Member;
import chat.parley.support.ScriptedProvider;
import com.microsoft.playwright.Page;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Limits, use and the log as people see them.
final class LimitsTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  /// Ada, the owner, who signs in.
  private Page signedIn(Look look) {
    sitting.serveAccounts();
    Member ada = Member.owner(sitting.parley());
    Member sam = ada.invites("Sam", "member");
    sam.signIn("sam@example.org", "not it");
    ada.post("/limits/member", Map.of("messages", "10", "tokens", "100000"));
    ada.post("/people/" + ada.idOf("Sam") + "/limits", Map.of("cost", "12.5"));
    Page page = sitting.open(look);
    page.locator("#email").fill("ada@example.org");
    page.locator("#password").fill(Member.PASSWORD);
    page.locator("button[type=submit]").click();
    assertThat(page.locator("#composer")).isVisible();
    return page;
  }

  /// Two models, used by two people for three weeks.
  private void use() {
    DataFile file = new DataFile(sitting.parley().data());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (int ago = 0; ago < 21; ago++) {
      for (String name : new String[] {"Ada", "Sam"}) {
        file.change(
            """
            insert into use_by_day (account_id, day, provider, model, messages, answers, prompt_tokens,
              completion_tokens, estimated_tokens, cost)
            select id, ?, 'ollama', 'qwen3:8b', ?, ?, ?, ?, 12, ? from account where name = ?
            """,
            today.minusDays(ago).toString(),
            ago % 5 + 1,
            ago % 5 + 2,
            (ago * 37 % 11) * 1200,
            (ago * 53 % 7) * 700,
            ago / 10.0,
            name);
      }
    }
  }

  private static void assertFits(Page page) {
    assertThat(
            page.evaluate(
                "() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"))
        .as("nothing sticks out of %s", page.url())
        .isEqualTo(true);
  }

  @ParameterizedTest
  @ArgumentsSource(Looks.class)
  void limits_use_and_log_are_there_and_accessible(Look look) {
    Page page = signedIn(look);
    use();
    for (String address :
        new String[] {"/limits", "/use?whose=everyone", "/use?days=7", "/log", "/people"}) {
      page.navigate(sitting.url(address));
      assertThat(page.locator(".tabs [aria-current=page]")).isVisible();
      Axe.check(page);
      assertFits(page);
      sitting.look(page, look, address.substring(1).replaceAll("\\W+", "-"));
    }
    sitting.expect("status of 422");
    page.locator("[aria-label='More for Sam']").click();
    page.locator(".menu a:has-text('Limits')").click();
    page.locator("#person-tokens").fill("many");
    page.locator("main button[type=submit]").click();
    assertThat(page.locator("#person-error")).containsText("whole number");
    assertThat(page.locator("#person-tokens")).hasValue("many");
    page.locator("#person-tokens").fill("30");
    page.locator("main button[type=submit]").click();
    assertThat(page.locator(".saved")).isVisible();
    Axe.check(page);
    sitting.look(page, look, "person");
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void what_is_used_is_said_at_the_composer_and_the_text_stays(Look look) throws Exception {
    Page page = signedIn(look);
    page.navigate(sitting.url("/limits"));
    page.locator("#owner-tokens").fill("60");
    page.locator("[action='/limits/owner'] button").click();
    assertThat(page.locator(".saved")).isVisible();
    page.navigate(sitting.url("/"));
    for (int i = 1; i <= 2; i++) {
      sitting.send(page, "Question " + i);
      ScriptedProvider.Asked asked = sitting.asked(page);
      if (i == 2) {
        assertThat(page.locator(".quota")).hasCount(0);
      }
      asked.say("Answer").finish();
      assertThat(page.locator("#message-" + 2 * i)).hasAttribute("data-state", "finished");
    }
    sitting.expect("status of 429");
    sitting.send(page, "One more question");
    assertThat(page.locator("#composer-error")).containsText("You can write again at midnight");
    assertThat(page.locator("#composer-text")).hasValue("One more question");
    Axe.check(page);
    sitting.look(page, look, "refused");
    page.reload();
    assertThat(page.locator(".quota")).containsText("used today's 60 tokens");
    Axe.check(page);
    sitting.look(page, look, "used-up");
  }
}
