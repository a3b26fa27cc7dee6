package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Member;
import chat.parley.support.PhoneApp;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Second factors in Chromium, with its virtual authenticator for a device.
final class PasskeysTest {
  private static final String PAGE = "/settings/second-factor";

  @RegisterExtension final Sitting sitting = new Sitting();

  /// Passkeys are for names, and 127.0.0.1 is none.
  private String url(String path) {
    return sitting.url(path).replace("127.0.0.1", "localhost");
  }

  private Page visitor(Look look, boolean script) {
    sitting.expect("request to another host: http://localhost");
    return sitting.person(look, options -> options.setJavaScriptEnabled(script)).newPage();
  }

  /// A device that has looked who uses it, unless it is told otherwise.
  private record Device(CDPSession devtools, String id) {
    static Device in(Page page) {
      CDPSession devtools = page.context().newCDPSession(page);
      devtools.send("WebAuthn.enable");
      JsonObject options = new JsonObject();
      options.addProperty("protocol", "ctap2");
      options.addProperty("transport", "internal");
      options.addProperty("hasResidentKey", true);
      options.addProperty("hasUserVerification", true);
      options.addProperty("isUserVerified", true);
      options.addProperty("automaticPresenceSimulation", true);
      JsonObject all = new JsonObject();
      all.add("options", options);
      JsonObject added = devtools.send("WebAuthn.addVirtualAuthenticator", all);
      return new Device(devtools, added.get("authenticatorId").getAsString());
    }

    void verifies(boolean verified) {
      JsonObject said = new JsonObject();
      said.addProperty("authenticatorId", id);
      said.addProperty("isUserVerified", verified);
      devtools.send("WebAuthn.setUserVerified", said);
    }
  }

  /// The browser's answer when its user has pressed something else.
  private static void answers(Page page, String call, String error) {
    page.evaluate(
        "([call, error]) => { navigator.credentials[call] = () => Promise.reject(new DOMException('', error)); }",
        List.of(call, error));
  }

  private void signIn(Page page) {
    page.navigate(url("/sign-in"));
    page.locator("#email").fill("ada@example.org");
    page.locator("#password").fill(Member.PASSWORD);
    press(page, "Sign in");
  }

  private static void press(Page page, String button) {
    page.locator(
            "main button",
            new Page.LocatorOptions().setHasText(Pattern.compile("^\\s*" + button + "\\s*$")))
        .first()
        .click();
  }

  private void signOut(Page page) {
    page.context().clearCookies();
    page.navigate(url("/sign-in"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void a_passkey_is_added_used_after_the_password_and_alone_and_removed(Look look) {
    sitting.serveAccounts();
    Member.owner(sitting.parley());
    Page page = visitor(look, true);
    Device device = Device.in(page);
    signIn(page);
    assertThat(page.locator(".welcome")).isVisible();
    page.navigate(url("/settings"));
    page.locator("a:text('Set up a second factor')").click();
    assertThat(page).hasTitle("Second factor · Parley");
    Axe.check(page);
    sitting.look(page, look, "1-nothing-yet");
    page.locator("[data-passkey=make] input[name=name]").fill("Ada's laptop");
    press(page, "Add a passkey");
    assertThat(page.locator(".recovery-codes li")).hasCount(10);
    assertThat(page.locator("#passkeys .entry")).containsText("Ada's laptop");
    Axe.check(page);
    sitting.look(page, look, "2-recovery-codes");

    // Chromium asks its user whether to go on, and nobody is there who could answer.
    answers(page, "create", "InvalidStateError");
    page.locator("[data-passkey=make] input[name=name]").fill("Again");
    press(page, "Add a passkey");
    assertThat(page.locator("[data-passkey=make] > .error"))
        .hasText("This device has a passkey for you here already.");

    signOut(page);
    signIn(page);
    assertThat(page).hasTitle("One more step · Parley");
    Axe.check(page);
    sitting.look(page, look, "3-one-more-step");
    press(page, "Use a passkey");
    assertThat(page.locator(".welcome")).isVisible();

    signOut(page);
    Axe.check(page);
    sitting.look(page, look, "4-sign-in");
    device.verifies(false);
    press(page, "Use a passkey");
    assertThat(page.locator(".passkey .error")).containsText("The browser gave no passkey");
    sitting.look(page, look, "5-not-verified");
    device.verifies(true);
    press(page, "Use a passkey");
    assertThat(page.locator(".welcome")).isVisible();

    page.navigate(url(PAGE));
    page.locator(".renaming summary").click();
    page.locator(".renaming input").fill("Work");
    page.locator(".renaming button").click();
    assertThat(page.locator("#passkeys .entry")).containsText("Work");
    Axe.check(page);
    sitting.look(page, look, "6-renamed");
    page.locator("button[aria-label='Remove Work']").click();
    assertThat(page.locator("#passkeys .entry")).hasCount(0);
    signOut(page);
    sitting.expect("status of 422");
    press(page, "Use a passkey");
    assertThat(page.locator("#provider-error")).containsText("This passkey lets nobody in here");
    sitting.look(page, look, "7-removed");
    signIn(page);
    assertThat(page.locator(".welcome")).isVisible();
  }

  @Test
  void where_somebody_cancels_the_page_says_so_and_the_rest_goes_on() {
    sitting.serveAccounts();
    Member.owner(sitting.parley());
    Page page = visitor(Look.WIDE_LIGHT, true);
    signIn(page);
    page.navigate(url(PAGE));
    answers(page, "create", "NotAllowedError");
    press(page, "Add a passkey");
    assertThat(page.locator("[data-passkey=make] > .error"))
        .containsText("The browser gave no passkey: it was cancelled");
    signOut(page);
    answers(page, "get", "NotAllowedError");
    press(page, "Use a passkey");
    assertThat(page.locator(".passkey .error")).containsText("The browser gave no passkey");
    signIn(page);
    assertThat(page.locator(".welcome")).isVisible();
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_DARK", "NARROW_LIGHT"})
  void an_app_and_its_recovery_codes_need_no_script(Look look) throws IOException {
    sitting.serveAccounts();
    Member.owner(sitting.parley());
    Page page = visitor(look, false);
    signIn(page);
    page.navigate(url(PAGE));
    assertThat(page.locator("#passkeys noscript"))
        .hasText(
            "Passkeys need JavaScript. An app that shows codes does not.",
            new LocatorAssertions.HasTextOptions().setUseInnerText(true));
    press(page, "Set up an app");
    assertThat(page.locator("svg.qr")).isVisible();
    sitting.look(page, look, "1-to-scan");
    PhoneApp phone = new PhoneApp(page.locator("#app-secret").innerText(), Clock.systemUTC());
    sitting.expect("status of 422");
    page.locator("#code").fill(phone.wrong());
    press(page, "Turn it on");
    assertThat(page.locator("#code-error")).containsText("not the code that the app shows now");
    page.locator("#code").fill(phone.code());
    press(page, "Turn it on");
    List<String> codes = page.locator(".recovery-codes code").allInnerTexts();
    assertThat(codes).hasSize(10);
    sitting.look(page, look, "2-recovery-codes");
    Download file = page.waitForDownload(() -> page.locator("a[download]").click());
    assertThat(file.suggestedFilename()).isEqualTo("parley-recovery-codes.txt");
    assertThat(Files.readAllLines(file.path())).isEqualTo(codes);

    signOut(page);
    signIn(page);
    assertThat(page).hasTitle("One more step · Parley");
    page.locator("#code").fill(phone.wrong());
    press(page, "Sign in");
    assertThat(page.locator("#code-error")).containsText("This code is wrong");
    sitting.look(page, look, "3-wrong-code");
    // The one that set it up counts no more; the next one does already.
    page.locator("#code").fill(phone.code(Instant.now().plusSeconds(30)));
    press(page, "Sign in");
    assertThat(page.locator("main.home")).isVisible();

    signOut(page);
    signIn(page);
    page.locator("#code").fill(codes.getFirst());
    press(page, "Sign in");
    assertThat(page.locator("#codes")).containsText("9 are left");
    sitting.look(page, look, "4-one-used");
  }

  @ParameterizedTest
  @EnumSource(
      value = Look.class,
      names = {"WIDE_LIGHT", "NARROW_DARK"})
  void who_must_have_one_is_led_to_it_before_anything_else(Look look) {
    sitting.serveAccounts();
    Member ada = Member.owner(sitting.parley());
    Page owner = visitor(look, true);
    Device.in(owner);
    signIn(owner);
    owner.navigate(url("/people"));
    owner.locator("#whom").selectOption("everybody");
    sitting.expect("status of 422");
    owner.locator("#rule button").click();
    assertThat(owner.locator("#rule-error")).containsText("for yourself first");
    sitting.look(owner, look, "1-not-yet");
    owner.navigate(url(PAGE));
    press(owner, "Add a passkey");
    assertThat(owner.locator(".recovery-codes")).isVisible();
    owner.navigate(url("/people"));
    owner.locator("#whom").selectOption("everybody");
    owner.locator("#rule button").click();
    assertThat(owner.locator("#whom")).hasValue("everybody");
    Axe.check(owner);
    sitting.look(owner, look, "2-everybody");

    ada.invites("Kim", "member");
    Page kim = visitor(look, true);
    Device.in(kim);
    kim.navigate(url("/sign-in"));
    kim.locator("#email").fill("kim@example.org");
    kim.locator("#password").fill(Member.PASSWORD);
    press(kim, "Sign in");
    assertThat(kim).hasTitle("Set up a second factor · Parley");
    Axe.check(kim);
    sitting.look(kim, look, "3-set-it-up");
    press(kim, "Add a passkey");
    assertThat(kim.locator(".recovery-codes")).isVisible();
    Locator on = kim.locator("a:text('Go on to your chats')");
    on.click();
    assertThat(kim.locator(".welcome")).isVisible();
  }
}
