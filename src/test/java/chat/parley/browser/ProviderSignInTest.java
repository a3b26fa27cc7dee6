package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.oidc.Registration;
import chat.parley.support.Member;
import chat.parley.support.OpenIdProvider;
import chat.parley.support.ReverseProxy;
import chat.parley.support.TestApp;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Signing in by the pages of a real provider, which is another site: cookies and policies hold as
/// they do anywhere.
final class ProviderSignInTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  private record Town(TestApp parley, OpenIdProvider provider) implements AutoCloseable {
    static Town open() {
      return open(provider -> provider.registration("harbour", "example.org"));
    }

    static Town open(Function<OpenIdProvider, Registration> known) {
      int port = ReverseProxy.freePort();
      OpenIdProvider provider =
          OpenIdProvider.start("http://127.0.0.1:" + port + "/sign-in/harbour/return");
      return new Town(
          TestApp.startWithOpenId(
              TestApp.temporaryDirectory(),
              port,
              Clock.systemUTC(),
              List.of(known.apply(provider))),
          provider);
    }

    String url(String path) {
      return parley.uri(path).toString();
    }

    @Override
    public void close() {
      parley.close();
      provider.close();
    }
  }

  private Page visitor(Look look) {
    // The provider is at localhost, Parley at 127.0.0.1.
    sitting.expect("request to another host: http://localhost");
    return sitting.person(look, options -> options).newPage();
  }

  private static void beAt(Page page, String name) {
    assertThat(page).hasURL(Pattern.compile("^http://localhost:[0-9]+/interaction/"));
    page.getByLabel("Name").fill(name);
    page.locator("button:text('Go on')").click();
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void people_sign_up_sign_in_and_come_back_to_where_they_were(Look look) {
    Town town = sitting.with(Town.open());
    Member.owner(town.parley());
    Page page = visitor(look);
    page.navigate(town.url("/docs"));
    Axe.check(page);
    sitting.look(page, look, "sign-in");
    page.locator("a:text('Sign in with Harbour')").click();
    beAt(page, "Robin");
    assertThat(page).hasURL(town.url("/docs"));
    page.navigate(town.url("/settings"));
    assertThat(page.locator("input[name=name]")).hasValue("Robin");
    assertThat(page.locator("#identities")).containsText("Your only way in");
    Axe.check(page);
    sitting.look(page, look, "settings");
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void whoever_signs_out_goes_on_to_sign_out_at_the_provider_and_comes_back(Look look) {
    Town town = sitting.with(Town.open());
    Member.owner(town.parley());
    Page page = visitor(look);
    page.navigate(town.url("/sign-in?to=/settings"));
    page.locator("a:text('Sign in with Harbour')").click();
    beAt(page, "Robin");
    assertThat(page).hasURL(town.url("/settings"));
    // The button stands in a menu.
    page.evaluate("() => document.querySelector('form[action=\"/sign-out\"]').requestSubmit()");
    assertThat(page.locator("[role=status]")).containsText("still signed in at Harbour");
    Axe.check(page);
    sitting.look(page, look, "signed-out");
    page.locator("a:text('Sign out of Harbour too')").click();
    assertThat(page).hasURL(Pattern.compile("^http://localhost:[0-9]+/session/end"));
    page.locator("button[name=logout]").click();
    assertThat(page.locator("[role=status]")).containsText("here and at your provider");
    Axe.check(page);
    sitting.look(page, look, "signed-out-there");
    page.locator("a:text('Sign in with Harbour')").click();
    assertThat(page.getByLabel("Name")).isVisible();
  }

  /// As Apple wants it. The form is another site's, so no cookie comes with it.
  @Test
  void a_provider_may_answer_with_a_form() {
    Town town = sitting.with(Town.open(provider -> provider.formPost("harbour", "example.org")));
    Member.owner(town.parley());
    Page page = visitor(Look.WIDE_LIGHT);
    page.navigate(town.url("/sign-in?to=/docs"));
    page.locator("a:text('Sign in with Harbour')").click();
    beAt(page, "Robin");
    assertThat(page).hasURL(town.url("/docs"));
    page.navigate(town.url("/settings"));
    assertThat(page.locator("input[name=name]")).hasValue("Robin");
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void whoever_refuses_is_back_on_the_sign_in_page_with_the_reason(Look look) {
    Town town = sitting.with(Town.open());
    Member.owner(town.parley());
    sitting.expect("the server responded with a status of 422");
    Page page = visitor(look);
    page.navigate(town.url("/sign-in"));
    page.locator("a:text('Sign in with Harbour')").click();
    page.locator("button:text('Refuse')").click();
    assertThat(page.locator("#provider-error")).containsText("refused there");
    Axe.check(page);
    sitting.look(page, look, "refused");
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_DARK", "NARROW_LIGHT"})
  void the_owner_sets_up_with_the_code_and_invites_somebody_who_joins(Look look) {
    Town town = sitting.with(Town.open());
    Page ada = visitor(look);
    ada.navigate(town.url("/set-up"));
    ada.getByLabel("Set-up code").fill(town.parley().app().setUpCode().orElseThrow());
    Axe.check(ada);
    sitting.look(ada, look, "set-up");
    ada.locator("button:text('Set up with Harbour')").click();
    beAt(ada, "Ada");
    assertThat(ada).hasURL(town.url("/"));
    ada.navigate(town.url("/people"));
    ada.locator("button:text('Make an invitation link')").click();
    String link = ada.locator("#new-link").inputValue();
    Page kim = visitor(look);
    kim.navigate(town.url(URI.create(link).getPath()));
    Axe.check(kim);
    sitting.look(kim, look, "invitation");
    kim.locator("a:text('Join with Harbour')").click();
    beAt(kim, "kim@elsewhere.example");
    assertThat(kim).hasURL(town.url("/"));
    kim.navigate(town.url("/settings"));
    assertThat(kim.locator("#name-section")).containsText("kim@elsewhere.example");
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void somebody_with_a_password_adds_the_provider_and_takes_it_away(Look look) {
    Town town = sitting.with(Town.open());
    Member.owner(town.parley());
    Page ada = visitor(look);
    ada.navigate(town.url("/sign-in?to=/settings"));
    ada.getByLabel("E-mail").fill("ada@example.org");
    ada.getByLabel("Password").fill(Member.PASSWORD);
    ada.locator("button:text-is('Sign in')").click();
    ada.locator("button:text('Sign in with Harbour too')").click();
    beAt(ada, "Ada");
    assertThat(ada.locator("#identities .saved")).hasText("Saved.");
    Axe.check(ada);
    sitting.look(ada, look, "added");
    ada.locator("#identities button:text('Remove')").click();
    assertThat(ada.locator("button:text('Sign in with Harbour too')")).isVisible();
    assertThat(ada.url()).contains("/settings");
  }
}
