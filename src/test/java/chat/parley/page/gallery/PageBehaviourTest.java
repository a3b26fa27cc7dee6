package chat.parley.page.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.chat.MessageView.AnswerState;
import chat.parley.support.Chromium;
import chat.parley.templates.StaticTemplates;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the page does by itself, with answers made up by the test.
final class PageBehaviourTest {
  private static GalleryServer server;
  private static Chromium chromium;

  private final StaticTemplates templates = new StaticTemplates();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() throws IOException {
    server = new GalleryServer();
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void open() {
    context =
        chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(1280, 800));
    page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
        errors.add(message.text());
      }
    });
    page.onPageError(errors::add);
  }

  @AfterEach
  public void close() {
    context.close();
  }

  private Locator field() {
    return page.locator("#composer-text");
  }

  private void show(String name) {
    page.navigate(server.url(name));
    Chromium.until(page, "document.body.dataset !== undefined && htmx !== undefined");
  }

  private void answer(String path, int status, Map<String, String> headers, String body) {
    page.route(
        "**" + path,
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(status)
                    .setHeaders(headers)
                    .setContentType("text/html")
                    .setBody(body)));
  }

  /// A frame, as the stream brings it.
  private void frame(String... partials) {
    page.evaluate(
        "text => htmx.swap({sourceElement: document.querySelector('#stream'), target: '#stream', swap: 'none', text})",
        String.join("\n", partials));
  }

  private static String partial(String target, String swap, String html) {
    return "<hx-partial hx-target=\"%s\" hx-swap=\"%s\">%s</hx-partial>"
        .formatted(target, swap, html);
  }

  private String composer(String text, String error) {
    return templates
        .chatComposer(
            Samples.composer(text, error.isEmpty() ? null : error, 4, null), GalleryServer.assets())
        .render();
  }

  private String message(AnswerState state) {
    return templates
        .chatMessage(Samples.in(state).messages().getLast(), GalleryServer.assets())
        .render();
  }

  @Test
  void enter_sends_and_shift_enter_makes_a_line() {
    show("chat-finished");
    answer("/messages", 200, Map.of(), composer("", ""));
    field().fill("one");
    field().press("Shift+Enter");
    field().pressSequentially("two");
    assertThat(field()).hasValue("one\ntwo");
    var request = page.waitForRequest("**/messages", () -> field().press("Enter"));
    assertThat(request.postData())
        .contains("text=one%0Atwo")
        .contains("key=k-2")
        .contains("branch=4");
    assertThat(field()).hasValue("");
    assertThat(field()).isFocused();
    assertThat(page.evaluate("() => Object.keys(localStorage).join()")).isEqualTo("");
    assertThat(errors).isEmpty();
  }

  @Test
  void enter_on_an_empty_field_sends_nothing() {
    show("chat-finished");
    page.route("**/messages", route -> errors.add("it was sent"));
    field().fill("  ");
    field().press("Enter");
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assertThat(errors).isEmpty();
  }

  @Test
  void what_the_server_refuses_stays_in_the_field_with_the_reason() {
    show("chat-finished");
    var reason = "A message may have 100,000 characters.";
    answer(
        "/messages", 422, Map.of(), templates.pageProblemBeside("composer-error", reason).render());
    field().fill("too long");
    field().press("Enter");
    assertThat(page.locator("#composer-error[role=alert]")).hasText(reason);
    assertThat(field()).hasValue("too long");
    page.reload();
    assertThat(field()).hasValue("too long");
  }

  @Test
  void a_server_that_fails_takes_no_text_away() {
    show("chat-finished");
    answer("/messages", 503, Map.of(), "<p>Busy</p>");
    field().fill("keep me");
    field().press("Enter");
    assertThat(page.locator("#composer .error"))
        .hasText("Parley does not answer. Your text is kept: try again.");
    assertThat(field()).hasValue("keep me");
    assertThat(page.locator("#send")).isEnabled();
  }

  @Test
  void a_lost_connection_takes_no_text_away() {
    show("chat-finished");
    page.route("**/messages", Route::abort);
    field().fill("keep me");
    field().press("Enter");
    assertThat(page.locator("#composer .error")).containsText("Your text is kept");
    assertThat(field()).hasValue("keep me");
    page.reload();
    assertThat(field()).hasValue("keep me");
  }

  @Test
  void what_is_typed_while_sending_is_the_next_draft() {
    show("chat-finished");
    page.route(
        "**/messages",
        route -> {
          field().pressSequentially(" and more");
          route.fulfill(
              new Route.FulfillOptions().setContentType("text/html").setBody(composer("", "")));
        });
    field().fill("first");
    field().press("Enter");
    assertThat(field()).hasValue("and more");
  }

  @Test
  void the_button_is_stop_until_there_is_text() {
    show("chat-writing");
    var stop = page.locator("button[data-action=stop]");
    var send = page.locator("#send");
    assertThat(stop).isVisible();
    assertThat(send).isHidden();
    field().fill("a follow-up");
    assertThat(stop).isHidden();
    assertThat(send).isVisible();
    field().fill("");
    assertThat(stop).isVisible();
    frame(
        partial(
            "#stop",
            "outerHTML",
            templates.chatStop(Samples.CHAT, null, GalleryServer.assets()).render()));
    assertThat(send).isVisible();
  }

  @Test
  void escape_stops_the_answer_but_not_from_a_menu() {
    show("chat-writing");
    page.locator("[popovertarget=chat-menu]").click();
    page.keyboard().press("Escape");
    assertThat(page.locator("#chat-menu")).isHidden();
    var request = page.waitForRequest("**/cancellation", () -> page.keyboard().press("Escape"));
    assertThat(request.postData()).contains("message=4");
  }

  @Test
  void up_in_the_empty_field_edits_the_last_message_and_escape_leaves_it() {
    show("chat-finished");
    field().press("ArrowUp");
    var edit = page.locator("#edit-text-3");
    assertThat(edit).isFocused();
    page.keyboard().press("Escape");
    assertThat(edit).isHidden();
    field().press("ArrowUp");
    assertThat(edit).isFocused();
    edit.fill("Write a big one.");
    var request = page.waitForRequest("**/messages", () -> edit.press("Enter"));
    assertThat(request.postData()).contains("edits=3").contains("text=Write+a+big+one.");
  }

  @Test
  void keys_lead_to_the_field_and_to_the_list_of_keys() {
    show("chat-finished");
    page.locator("#page").focus();
    page.keyboard().press("?");
    assertThat(page.locator("#shortcuts")).isVisible();
    page.keyboard().press("Escape");
    page.keyboard().press("/");
    assertThat(field()).isFocused();
    assertThat(field()).hasValue("");
  }

  @Test
  void an_answer_grows_in_frames_and_its_code_is_coloured_when_it_ends() {
    show("chat-writing");
    page.locator(".thought summary").click();
    frame(
        partial("#m4-o120", "beforeend", "  var more = 1;\n"),
        partial("#tail-4", "innerMorph", "<pre class=\"code rest\"><code>  var</code></pre>"));
    assertThat(page.locator("#m4-o120")).containsText("var more = 1;");
    assertThat(page.locator("#body-4 .code-bar")).hasCount(0);
    frame(
        partial("#m4-o120", "beforeend", "}\n<span class=\"code-end\"></span>"),
        partial("#tail-4", "beforebegin", "<p>Start it.</p>"),
        partial("#tail-4", "innerMorph", ""));
    assertThat(page.locator("#body-4 .hljs-keyword").first()).isVisible();
    assertThat(page.locator("#body-4 .code-bar")).hasCount(1);
    frame(partial("#message-4", "outerMorph", message(AnswerState.FINISHED)));
    var article = page.locator("#message-4");
    assertThat(article).hasAttribute("data-state", "finished");
    assertThat(article.getAttribute("aria-busy")).isNull();
    assertThat(page.locator("#body-4 > p").last()).hasText("Start it.");
    assertThat(page.locator("#body-4 .hljs-keyword").first()).isVisible();
    assertThat(page.locator("#announcer")).hasText("The answer is complete.");
    assertThat(errors).isEmpty();
  }

  @Test
  void reasoning_that_was_opened_stays_open() {
    show("chat-thinking");
    page.locator(".thought summary").click();
    frame(partial("#message-4", "outerMorph", message(AnswerState.WRITING)));
    assertThat(page.locator("#message-4")).hasAttribute("data-state", "writing");
    assertThat(page.locator("#thought-4 summary")).hasText("Thought for 12 s");
    assertThat(page.locator("#thought-4")).hasAttribute("open", "");
    assertThat(page.locator("#announcer")).hasText("The answer has begun.");
  }

  @Test
  void at_the_end_the_page_follows_and_scrolled_up_it_stays() {
    show("chat-long");
    assertThat(distance()).isLessThan(2);
    more();
    Chromium.until(page, END + " < 2");
    assertThat(page.locator("#jump")).isHidden();
    page.mouse().move(640, 400);
    page.mouse().wheel(0, -600);
    assertThat(page.locator("#jump")).isVisible();
    var top = page.evaluate("() => scrollY");
    more();
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assertThat(page.evaluate("() => scrollY")).isEqualTo(top);
    page.locator("#jump").click();
    Chromium.until(page, END + " < 2");
    assertThat(page.locator("#jump")).isHidden();
  }

  private static final String END =
      "document.scrollingElement.scrollHeight - innerHeight - Math.round(scrollY)";

  private double distance() {
    return ((Number) page.evaluate("() => " + END)).doubleValue();
  }

  private void more() {
    frame(partial("#tail-14", "beforebegin", "<p>More of it.</p>".repeat(20)));
  }

  @Test
  void earlier_messages_do_not_move_the_text() {
    show("chat-long");
    page.evaluate("() => scrollTo(0, 10)");
    var before = page.locator("#message-11").boundingBox().y;
    var messages =
        templates
            .chatMessages(Samples.in(AnswerState.FINISHED).messages(), null, GalleryServer.assets())
            .render();
    answer("/chat/" + Samples.CHAT + "?before=11", 200, Map.of(), messages);
    page.locator("#earlier").click();
    assertThat(page.locator("#message-3")).isAttached();
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assertThat(page.locator("#earlier")).hasCount(0);
    // The link above it has gone, so by its height at most.
    assertThat(page.locator("#message-11").boundingBox().y).isCloseTo(before, within(80));
  }

  private static org.assertj.core.data.Offset<Double> within(double pixels) {
    return org.assertj.core.data.Offset.offset(pixels);
  }

  @Test
  void from_home_the_page_goes_to_the_chat_without_loading_anew() {
    show("home");
    page.evaluate("() => { window.same = true }");
    answer(
        "/messages",
        200,
        Map.of(
            "HX-Location",
            "{\"path\":\"/chat/%s\",\"target\":\"#page\",\"swap\":\"outerHTML transition:true\"}"
                .formatted(Samples.CHAT)),
        "");
    var shell = Samples.shell("Why is the sky blue? · Parley", Samples.sidebar(Samples.CHAT), true);
    answer(
        "/chat/" + Samples.CHAT,
        200,
        Map.of(),
        templates
            .chatFragment(shell, GalleryServer.assets(), Samples.in(AnswerState.QUEUED))
            .render());
    field().fill("Why is the sky blue?");
    field().press("Enter");
    assertThat(page.locator("#message-4[data-state=queued]")).isVisible();
    assertThat(page).hasURL(Pattern.compile(".*/chat/" + Samples.CHAT));
    assertThat(page).hasTitle("Why is the sky blue? · Parley");
    assertThat(page.locator("#sidebar [aria-current=page]")).hasText("Why is the sky blue?");
    assertThat(page.evaluate("() => window.same")).isEqualTo(true);
    assertThat(page.evaluate("() => Object.keys(localStorage).join()")).isEqualTo("");
    assertThat(field()).isFocused();
    assertThat(errors).isEmpty();
  }

  @Test
  void what_is_for_people_without_script_is_not_swapped_in() {
    show("home");
    page.route("**/growing/**", route -> errors.add("the frame was loaded"));
    var shell = Samples.shell("Why is the sky blue?", Samples.sidebar(Samples.CHAT), true);
    var view = Samples.in(AnswerState.WRITING);
    assertThat(view.growing()).isNotNull();
    answer(
        "/chat/" + Samples.CHAT,
        200,
        Map.of(),
        templates.chatFragment(shell, GalleryServer.assets(), view).render());
    page.locator("#sidebar [href='/chat/" + Samples.CHAT + "']").click();
    assertThat(page.locator("#message-4")).isVisible();
    assertThat(page.locator("iframe, noscript")).hasCount(0);
    assertThat(errors).isEmpty();
  }

  @Test
  void formulas_are_set_while_they_grow() {
    show("chat-writing");
    var formula = "<p>So <span class=\"math\" data-display=\"false\">x^2</span>";
    frame(partial("#tail-4", "innerMorph", formula + " is</p>"));
    assertThat(page.locator("#tail-4 .katex")).isVisible();
    page.evaluate("() => { document.querySelector('#tail-4 .katex').mark = true }");
    frame(partial("#tail-4", "innerMorph", formula + " is big</p>"));
    assertThat(page.locator("#tail-4")).containsText("is big");
    assertThat(page.evaluate("() => document.querySelector('#tail-4 .katex').mark"))
        .isEqualTo(true);
    frame(
        partial("#tail-4", "beforebegin", formula + " is big.</p>"),
        partial("#tail-4", "innerMorph", ""));
    assertThat(page.locator("#body-4 > p .katex")).isVisible();
    assertThat(errors).isEmpty();
  }

  @Test
  void the_theme_is_kept_and_stands_before_the_first_paint() {
    show("home");
    page.locator("[popovertarget=more]").click();
    page.getByLabel("Dark").check();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.locator("[popovertarget=more]").click();
    assertThat(page.getByLabel("Dark")).isChecked();
    page.getByLabel("System").check();
    assertThat(page.locator("html[data-theme]")).hasCount(0);
  }

  @Test
  void copying_works_without_a_clipboard() {
    show("chat-finished");
    page.evaluate(
        "() => { document.execCommand = what => { window.copied = document.activeElement.value; return what === 'copy' };"
            + " Object.defineProperty(navigator, 'clipboard', {value: undefined}) }");
    page.locator("#body-4 .copier").first().click();
    assertThat((String) page.evaluate("() => window.copied")).startsWith("import numpy as np\n");
    page.locator("#actions-4 [data-copy]").click();
    assertThat(page.evaluate("() => window.copied")).isEqualTo("source");
    assertThat(page.locator("#announcer")).hasText("Copied");
  }

  @Test
  void wide_things_are_reached_by_keyboard() {
    context.close();
    context =
        chromium.browser().newContext(new Browser.NewContextOptions().setViewportSize(390, 844));
    page = context.newPage();
    show("chat-long");
    assertThat(page.locator(".math[data-display=true]")).hasAttribute("tabindex", "0");
    assertThat(page.locator(".table-scroll")).hasAttribute("tabindex", "0");
    assertThat(page.locator("pre > code").first()).hasAttribute("tabindex", "0");
  }
}
