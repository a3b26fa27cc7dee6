package chat.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.model.LocalServers;
import chat.parley.provider.Provider;
import chat.parley.support.Certificates;
import chat.parley.support.Chromium;
import chat.parley.support.Front;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One test's Parley, the model that it plays, and people before browsers: each has a context of
/// their own in one Chromium.
///
/// At the end nothing may have gone wrong unseen in any of them: no warning or error in the console
/// but those that the test expects, no uncaught exception, no request to another host.
final class Sitting implements BeforeEachCallback, AfterEachCallback {
  private static final int PATIENCE = 60_000; // ms

  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<Pattern> expected = new ArrayList<>();
  private ScriptedProvider model = new ScriptedProvider();
  private Browser browser;
  private TestApp parley;
  private Optional<String> publicUrl = Optional.empty();
  private String test = "";

  @SuppressWarnings("NullAway.Init") // JUnit calls beforeEach before anything else
  Sitting() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    browser =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Sitting.class))
            .computeIfAbsent(Chromium.class, _ -> Chromium.start(), Chromium.class)
            .browser();
    test =
        context.getRequiredTestClass().getSimpleName()
            + "/"
            + context.getRequiredTestMethod().getName();
    parley = TestApp.start(model);
  }

  ScriptedProvider model() {
    return model;
  }

  TestApp parley() {
    return parley;
  }

  /// The next prompt, while the browser goes on: what a test intercepts is only let through while
  /// the test waits for the browser.
  ScriptedProvider.Asked asked(Page page) throws InterruptedException {
    until(page, model::isAsked);
    return model.asked();
  }

  void until(Page page, BooleanSupplier condition) {
    page.waitForCondition(condition, new Page.WaitForConditionOptions().setTimeout(PATIENCE));
  }

  /// Uses other providers, or another model, from now on.
  void serve(Provider... providers) {
    parley.close();
    parley = TestApp.start(providers);
  }

  /// Puts a proxy in front, from now on, and a model that can go on where another process left it.
  ReverseProxy serveBehind(Front front) {
    return serveBehind(front::start);
  }

  /// The same with one that is no usual proxy: it is given its port and Parley's.
  ReverseProxy serveBehind(BiFunction<Integer, Integer, ReverseProxy> front) {
    int port = ReverseProxy.freePort();
    publicUrl = Optional.of(ReverseProxy.url(port));
    model = new ScriptedProvider("scripted", true);
    parley.close();
    parley = TestApp.startBehind(publicUrl.get(), TestApp.temporaryDirectory(), 0, model);
    return with(front.apply(port, parley.port()));
  }

  /// Looks for servers of models at these ports, from now on.
  void serveBeside(List<LocalServers.LocalServerAddress> neighbours, Provider... providers) {
    parley.close();
    parley = TestApp.start(config -> config.localServers = neighbours, providers);
  }

  /// Lets people sign in, from now on.
  void serveAccounts() {
    parley.close();
    parley = TestApp.startWithAccounts(model);
  }

  /// Speaks https, from now on, with a certificate that no browser knows.
  void serveSecured() {
    Certificates certificates = Certificates.make(TestApp.temporaryDirectory(), "EC");
    parley.close();
    parley = TestApp.startSecured(certificates.tls(), model);
  }

  /// Uses a model that can go on where another process left it.
  void serveContinuing() {
    model = new ScriptedProvider("scripted", true);
    serve(model);
  }

  /// Ends Parley, and starts it again where it was, with a model that can go on.
  void serveAgain(Runnable meanwhile) {
    serveAgainWith(new ScriptedProvider("scripted", true), meanwhile);
  }

  void serveAgainWith(ScriptedProvider next, Runnable meanwhile) {
    int port = parley.port();
    Path data = parley.data();
    parley.close();
    meanwhile.run();
    model = next;
    parley =
        publicUrl
            .map(url -> TestApp.startBehind(url, data, port, model))
            .orElseGet(() -> TestApp.startAgain(data, port, model));
  }

  public String url(String path) {
    return publicUrl.map(url -> url + path).orElseGet(() -> parley.uri(path).toString());
  }

  /// Closes something at the end, after the browsers.
  <T extends AutoCloseable> T with(T thing) {
    opened.add(thing);
    return thing;
  }

  /// A person who opens the home page.
  Page open(Look look) {
    return open(look, options -> options);
  }

  Page open(Look look, UnaryOperator<Browser.NewContextOptions> more) {
    Page page = person(look, more).newPage();
    page.navigate(url("/"));
    return page;
  }

  BrowserContext person(Look look, UnaryOperator<Browser.NewContextOptions> more) {
    BrowserContext context =
        browser.newContext(
            more.apply(
                new Browser.NewContextOptions()
                    .setViewportSize(look.width, look.height)
                    .setColorScheme(look.scheme)
                    .setHasTouch(look.isPhone())
                    .setIsMobile(look.isPhone())
                    .setPermissions(List.of("clipboard-read", "clipboard-write"))));
    context.setDefaultTimeout(PATIENCE);
    contexts.add(context);
    // Said by every browser, also where the one who was refused says nothing.
    context.addInitScript(
        """
        document.addEventListener("securitypolicyviolation", (event) => console.error(
          `the policy was broken: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));\
        """);
    // Once, and then this browser is let in.
    publicUrl.ifPresent(_ -> context.request().get(url("/link/" + parley.secret())));
    context.onConsoleMessage(message -> {
      if (List.of("error", "warning").contains(message.type())) {
        complaints.add("console: " + message.text());
      }
    });
    context.onWebError(error -> complaints.add("uncaught: " + error.error()));
    context.onRequest(request -> {
      URI uri = URI.create(request.url());
      if (uri.getHost() != null && !uri.getHost().equals("127.0.0.1")) {
        complaints.add("request to another host: " + uri);
      }
    });
    return context;
  }

  /// What the console may say in this test, as a regular expression for a part of it.
  void expect(String complaint) {
    expected.add(Pattern.compile(complaint));
  }

  /// Sends from the field: with the key where there is a keyboard, else with the button.
  void send(Page page, String text) {
    // With its scripts: before these, Enter in the composer begins a line.
    page.waitForLoadState();
    Locator field = page.locator("#composer-text");
    field.fill(text);
    if (Boolean.TRUE.equals(page.evaluate("() => matchMedia('(hover: hover)').matches"))) {
      field.press("Enter");
    } else {
      page.locator("#send").tap();
    }
  }

  /// Takes a picture of what stands on the screen, named by the test, the screen and the moment,
  /// where somebody wants to see it: `-Dparley.screenshots` says where to.
  void look(Page page, Look look, String moment) {
    if (System.getProperty("parley.screenshots") == null) {
      return;
    }
    page.screenshot(
        new Page.ScreenshotOptions()
            .setAnimations(ScreenshotAnimations.DISABLED)
            .setPath(screenshots().resolve(test + "-" + look + "-" + moment + ".png")));
  }

  static Path screenshots() {
    return Path.of(System.getProperty("parley.screenshots", "target/screenshots"));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (context.getExecutionException().isPresent()) {
      contexts.forEach(this::lastLook);
    }
    contexts.forEach(BrowserContext::close);
    for (AutoCloseable thing : opened) {
      thing.close();
    }
    parley.close();
    assertThat(complaints.stream().filter(this::isUnexpected)).as("complaints").isEmpty();
  }

  private void lastLook(BrowserContext context) {
    for (Page page : context.pages()) {
      page.screenshot(
          new Page.ScreenshotOptions().setPath(screenshots().resolve(test + "-failed.png")));
      System.out.println(test + " failed at " + page.url() + "\n" + page.content());
      System.out.println(complaints);
    }
  }

  private boolean isUnexpected(String complaint) {
    return expected.stream().noneMatch(pattern -> pattern.matcher(complaint).find());
  }
}
