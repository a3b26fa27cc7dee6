package chat.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Text becomes markup in one way only, and nothing that runs comes by it. (That the product itself
/// needs no other way shows in every browser test: a broken policy is a complaint.)
final class TrustedTypesTest {
  @RegisterExtension final Sitting sitting = new Sitting();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "document.getElementById('announcer').innerHTML = '<b>x</b>'",
        "document.getElementById('announcer').outerHTML = '<img src=x onerror=alert(1)>'",
        "document.body.insertAdjacentHTML('beforeend', '<script>alert(1)</script>')",
        "document.write('<p>x')",
        "new DOMParser().parseFromString('<p>x', 'text/html')",
        "Document.parseHTMLUnsafe('<p>x')",
        "document.body.setHTMLUnsafe('<p>x')",
        "document.createRange().createContextualFragment('<p>x')",
        "Object.assign(document.createElement('iframe'), { srcdoc: '<script>parent.alert(1)</script>' })",
        "Object.assign(document.createElement('script'), { text: 'alert(1)' })",
        "document.createElement('script').src = '/static/js/page/early.js'",
        "document.createElement('script').setAttribute('src', 'data:,alert(1)')",
        "document.body.setAttribute('onclick', 'alert(1)')",
        "eval('1')",
        "new Function('return 1')()",
        "setTimeout('alert(1)', 0)",
        "new Worker('/static/js/page/early.js')",
        "trustedTypes.createPolicy('default', { createHTML: (html) => html })",
        "trustedTypes.createPolicy('parley', { createHTML: (html) => html })",
        "trustedTypes.createPolicy('mine', { createHTML: (html) => html })"
      })
  void no_string_becomes_markup_or_script(String way) {
    sitting.expect(".*");
    Page page = sitting.open(Look.WIDE_LIGHT);
    assertThat(page.locator("#composer")).isVisible();
    // The page itself runs it, as whatever has slipped in would.
    Object came =
        page.evaluate(
            // Not at once: what the test's tool evaluates may evaluate for itself.
            "() => new Promise((resolve) => setTimeout(() => { try { "
                + way
                + "; resolve('done') } catch (e) { resolve(e.constructor.name) } }))");
    assertThat(came).isIn("TypeError", "EvalError");
  }

  @Test
  void what_is_swapped_is_disarmed_before_it_is_in_the_page() {
    sitting.expect(
        "was left out of the page|Content Security Policy|the policy was broken|status of 404");
    Page page = sitting.open(Look.WIDE_LIGHT);
    assertThat(page.locator("#composer")).isVisible();
    page.evaluate(
        """
        async () => {
          window.hit = 0;
          await htmx.swap({ target: document.getElementById("announcer"), swap: "innerHTML", text: `
            <p id="kept" title="onclick=1 <script>">said: onclick=x &lt;script&gt;
            <img src="/nowhere" onerror="window.hit++"><svg onload="window.hit++"><animate onbegin="window.hit++" attributeName="x"/></svg>
            <iframe srcdoc="<script>parent.hit++</script>"></iframe><object data="/up"></object>
            <a id="link" href=" java\\nscript:window.hit++">go</a><form action="javascript:window.hit++"><button formaction="javascript:window.hit++">x</button></form>
            <noscript><iframe src="/up"></iframe></noscript>
            <div><template shadowrootmode="open"><b onclick="window.hit++">deep</b></template></div>
            <div hx-on:click="window.hit++" id="on">x</div>` });
        }\
        """);
    assertThat(page.locator("#kept")).containsText("said: onclick=x <script>");
    assertThat(page.locator("#announcer").locator("script, iframe, object, noscript, animate"))
        .hasCount(0);
    assertThat(
            page.evaluate(
                """
                () => [...document.querySelectorAll("#announcer *")].filter((element) => element.shadowRoot
                  || [...element.attributes].some(({ name, value }) => /^(on|hx-on|srcdoc)/.test(name) || /script:/.test(value)
                    || /java\\s*script:/.test(value))).length\
                """))
        .isEqualTo(0);
    page.evaluate("() => document.querySelectorAll('#on, #link').forEach((one) => one.click())");
    assertThat(page.evaluate("() => window.hit")).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>window.hit = 1</script>",
        "<p>x</p><script src='/static/js/page/early.js'></script>",
        "<hx-partial hx-target='#announcer'><script>window.hit = 1</script></hx-partial>",
        "<body><p>x</p><script>window.hit = 1</script></body>"
      })
  void a_script_in_what_is_swapped_is_never_run_and_changes_nothing(String text) {
    sitting.expect("TypeError|TrustedScript|the policy was broken");
    Page page = sitting.open(Look.WIDE_LIGHT);
    assertThat(page.locator("#composer")).isVisible();
    assertThat(
            page.evaluate(
                "(text) => htmx.swap({ target: document.getElementById('announcer'), swap: 'innerHTML', text }).then(() => 'swapped', () => 'refused')",
                text))
        .isEqualTo("refused");
    assertThat(
            page.evaluate("() => window.hit ?? document.querySelectorAll('#announcer *').length"))
        .isEqualTo(0);
  }

  @Test
  void code_formulas_and_going_back_need_nothing_else() throws InterruptedException {
    Page page = sitting.open(Look.WIDE_LIGHT);
    sitting.send(page, "Show me");
    sitting
        .model()
        .asked()
        .say("So $x^2$:\n\n```js\nconst a = \"<script>\" + '&';\n```\n\n| a |\n|---|\n| b |\n")
        .finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 .katex").first()).isVisible();
    assertThat(page.locator("#body-2 .hljs-keyword")).hasText("const");
    assertThat(page.locator("#body-2 .hljs-string").first()).hasText("\"<script>\"");
    page.locator("[data-action=new-chat]").click();
    assertThat(page.locator("#message-2")).hasCount(0);
    page.goBack();
    assertThat(page.locator("#body-2 .hljs-keyword")).hasText("const");
    page.navigate(sitting.url("/settings"));
    assertThat(page.locator("h1")).isVisible();
  }

  /// Firefox and Safari before Trusted Types.
  @Test
  void a_browser_without_trusted_types_shows_the_same() throws InterruptedException {
    Page page = sitting.person(Look.WIDE_LIGHT, options -> options.setBypassCSP(true)).newPage();
    page.addInitScript("delete globalThis.trustedTypes; delete Document.parseHTMLUnsafe;");
    page.navigate(sitting.url("/"));
    assertThat(page.evaluate("() => 'trustedTypes' in globalThis")).isEqualTo(false);
    sitting.send(page, "Show me");
    sitting.model().asked().say("```js\nconst a = 1;\n```\n").finish();
    assertThat(page.locator("#message-2")).hasAttribute("data-state", "finished");
    assertThat(page.locator("#body-2 .hljs-keyword")).hasText("const");
  }
}
