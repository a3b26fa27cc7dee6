package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// One address is a whole page for browsers, a part of it for htmx, and data for programs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FragmentsTest {
  private static final String[] HTMX = {"HX-Request", "true", "Accept", "text/html"};

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private String chat = "";

  @BeforeAll
  void begin() throws Exception {
    chat = parley.begin("What is a fragment?");
    model.asked().say("A **part** of a page.").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
  }

  @AfterAll
  void stop() {
    parley.close();
  }

  @Test
  void htmx_gets_the_main_element_its_title_and_the_sidebar_and_no_document() {
    for (String path : List.of("/", chat)) {
      HttpResponse<String> response = parley.get(path, HTMX);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body())
          .doesNotContainIgnoringCase("<html")
          .doesNotContainIgnoringCase("<head>")
          .doesNotContainIgnoringCase("<body")
          .doesNotContainIgnoringCase("<!doctype")
          .doesNotContain("<script");
      Document part = Jsoup.parseBodyFragment(response.body());
      assertThat(part.select("main#page")).hasSize(1);
      assertThat(part.select("hx-partial[hx-target=#sidebar] nav#sidebar")).hasSize(1);
      assertThat(part.select("title").text()).isEqualTo(parley.page(path).title());
    }
  }

  @Test
  void a_noscript_stands_in_whole_pages_only() throws Exception {
    String growing = parley.begin("Grow");
    ScriptedProvider.Asked asked = model.asked("Grow").say("It grows");
    parley.awaitPage(growing, "#message-2[data-state=writing]");
    assertThat(parley.page(growing).select("noscript")).as("the whole page has one").hasSize(1);
    assertThat(parley.get(growing, HTMX).body())
        .as("parsed as a fragment, what is in it would really load")
        .doesNotContain("<noscript")
        .doesNotContain("<iframe");
    asked.finish();
  }

  @Test
  void the_part_is_the_same_as_in_the_whole_page() {
    Element whole = parley.page(chat).expectFirst("main#page #messages");
    Element part =
        Jsoup.parseBodyFragment(parley.get(chat, HTMX).body()).expectFirst("main#page #messages");
    assertThat(part.html()).isEqualTo(whole.html());
  }

  @Test
  void going_back_asks_for_the_whole_page_and_gets_it() {
    HttpResponse<String> response =
        parley.get(chat, "HX-Request", "true", "HX-Request-Type", "full");
    assertThat(response.body()).startsWith("<!doctype html>");
    assertThat(Jsoup.parse(response.body()).select("main#page")).hasSize(1);
  }

  @Test
  void caches_are_told_what_the_answer_depends_on() {
    for (String path : List.of("/", chat, "/nothing")) {
      assertThat(parley.get(path).headers().firstValue("Vary").orElse(""))
          .as(path)
          .contains("HX-Request")
          .contains("HX-Request-Type")
          .contains("Accept");
      assertThat(parley.get(path).headers().firstValue("Cache-Control")).contains("no-store");
    }
  }

  @Test
  void every_page_has_a_title_of_its_own() {
    assertThat(parley.page("/").title()).isEqualTo("Parley");
    assertThat(parley.page(chat).title()).isEqualTo("What is a fragment? · Parley");
    assertThat(parley.page("/docs").title()).endsWith(" · Parley");
    assertThat(parley.page("/docs/limits").title()).isEqualTo("Limits · Parley");
    assertThat(parley.page("/nothing").title()).isEqualTo("Not found · Parley");
  }

  @Test
  void a_form_goes_on_to_the_chat_in_the_way_that_its_sender_follows() {
    HttpResponse<String> plain = parley.post("/messages", Map.of("text", "Plain"));
    assertThat(plain.statusCode()).isEqualTo(303);
    String location = plain.headers().firstValue("Location").orElseThrow();
    assertThat(location).matches("/chat/[0-9a-f-]{36}");
    assertThat(parley.page(location).select("#messages article").eachText().getFirst())
        .contains("Plain");

    HttpResponse<String> htmx = parley.post("/messages", Map.of("text", "By htmx"), HTMX);
    assertThat(htmx.statusCode()).isEqualTo(200);
    assertThat(htmx.body()).isEmpty();
    assertThat(htmx.headers().firstValue("HX-Location").orElseThrow())
        .matches(
            "\\{\"path\":\"/chat/[0-9a-f-]{36}\",\"target\":\"#page\",\"swap\":\"outerHTML.*\"}");

    HttpResponse<String> json =
        parley.post("/messages", Map.of("text", "By a program"), "Accept", "application/json");
    assertThat(json.statusCode()).isEqualTo(201);
    String made = json.headers().firstValue("Location").orElseThrow();
    assertThat(json.body())
        .contains("\"chat\":\"" + made.replace("/chat/", "") + "\"")
        .contains("\"message\":1")
        .contains("\"answer\":2")
        .contains("\"url\":\"" + made + "\"");
  }

  @Test
  void within_a_chat_htmx_gets_a_fresh_composer_and_the_stream_brings_the_message() {
    String own = parley.begin("One");
    Element before = parley.page(own).expectFirst("#composer");
    HttpResponse<String> response =
        parley.post(own + "/messages", Map.of("text", "More", "branch", "2"), HTMX);
    assertThat(response.statusCode()).isEqualTo(200);
    Element composer = Jsoup.parseBodyFragment(response.body()).body().child(0);
    assertThat(composer.id()).isEqualTo("composer");
    assertThat(composer.select("textarea").val()).isEmpty();
    assertThat(composer.select("[name=key]").attr("value"))
        .as("a new key, so that the same words can be sent again")
        .isNotEmpty()
        .isNotEqualTo(before.select("[name=key]").attr("value"));
    assertThat(composer.select("#branch").attr("value")).isEqualTo("4");
    assertThat(composer.select("button[data-action=stop]")).hasSize(1);
  }

  @Test
  void text_of_people_and_models_is_escaped_everywhere() throws Exception {
    String evil = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>";
    String nasty = parley.begin(evil);
    model
        .asked(evil)
        .say("<div hx-get='/x' onclick=a()>raw</div> [link](javascript:alert(3)) " + evil)
        .finish();
    Document page = parley.awaitPage(nasty, "#message-2[data-state=finished]");
    assertThat(page.select("#body-1").text()).isEqualTo(evil);
    assertThat(
            page.select("#messages script, #messages img, #messages [onclick], #body-2 [hx-get]"))
        .isEmpty();
    assertThat(page.select("#body-2 a[href^=javascript]")).isEmpty();
    assertThat(page.select("#message-2 [data-copy]").attr("data-copy")).contains(evil);
    assertThat(page.select("#sidebar script, h1 script, head script:not([src])")).isEmpty();
    assertThat(page.title()).contains("<script>");
    assertThat(parley.get("/?text=%3C/textarea%3E%3Cscript%3E", "Accept", "text/html").body())
        .doesNotContain("</textarea><script>");
  }
}
