package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be sent is said, beside the field, and stays in the field.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedTextTest {
  private static final String TOO_LONG = "word ".repeat(20_000) + "x";
  private static final String HTML = "text/html";

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private String chat = "";

  @BeforeAll
  void begin() throws Exception {
    chat = parley.begin("Before");
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
  }

  @AfterAll
  void stop() {
    parley.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t \n", "\u3000\u2003"})
  void an_empty_message_is_not_sent(String text) {
    for (String form : new String[] {"/messages", chat + "/messages"}) {
      HttpResponse<String> response = parley.post(form, Map.of("text", text), "Accept", HTML);
      assertThat(response.statusCode()).as(form).isEqualTo(422);
      assertThat(Jsoup.parse(response.body()).select("#composer-error").text())
          .isEqualTo("Write something first: an empty message cannot be sent.");
    }
    assertThat(parley.post("/messages", Map.of()).statusCode()).isEqualTo(422);
    assertThat(model.isAsked()).isFalse();
  }

  @Test
  void a_message_that_is_too_long_stays_in_the_field_and_the_limit_is_named() {
    HttpResponse<String> home =
        parley.post(
            "/messages", Map.of("text", TOO_LONG, "model", "scripted/large"), "Accept", HTML);
    assertThat(home.statusCode()).isEqualTo(422);
    Document page = Jsoup.parse(home.body());
    assertThat(page.select("main").attr("data-page")).isEqualTo("home");
    refusedWithText(page);
    assertThat(page.select("select[name=model] option[selected]").attr("value"))
        .as("the chosen model stays chosen")
        .isEqualTo("scripted/large");

    HttpResponse<String> within =
        parley.post(chat + "/messages", Map.of("text", TOO_LONG), "Accept", HTML);
    assertThat(within.statusCode()).isEqualTo(422);
    Document chatPage = Jsoup.parse(within.body());
    refusedWithText(chatPage);
    assertThat(chatPage.select("#messages article")).as("the chat stands above it").hasSize(2);
    assertThat(chatPage.select("#composer").attr("action")).isEqualTo(chat + "/messages");
  }

  private static void refusedWithText(Document page) {
    Element field = page.expectFirst("#composer textarea[name=text]");
    assertThat(field.val()).isEqualTo(TOO_LONG);
    assertThat(field.attr("aria-invalid")).isEqualTo("true");
    assertThat(page.select("#" + field.attr("aria-describedby")).text())
        .contains("100,001 characters")
        .contains("100,000");
  }

  @Test
  void htmx_gets_the_sentence_for_its_place_and_leaves_the_field_alone() {
    HttpResponse<String> response =
        parley.post(chat + "/messages", Map.of("text", TOO_LONG), "HX-Request", "true");
    assertThat(response.statusCode()).isEqualTo(422);
    Element partial = Jsoup.parseBodyFragment(response.body()).body().child(0);
    assertThat(partial.tagName()).isEqualTo("hx-partial");
    assertThat(partial.attr("hx-target")).isEqualTo("#composer-error");
    assertThat(partial.select("#composer-error[role=alert]").text()).contains("100,000");
    assertThat(response.body()).doesNotContain("textarea").doesNotContain("<html");
  }

  @Test
  void an_edit_that_is_too_long_is_said_beside_its_own_field() {
    HttpResponse<String> response =
        parley.post(chat + "/messages", Map.of("text", " ", "edits", "1"), "HX-Request", "true");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Jsoup.parse(response.body()).select("hx-partial").attr("hx-target"))
        .isEqualTo("#edit-error-1");
    assertThat(parley.page(chat).select("#edit-error-1")).as("the page has that place").hasSize(1);
  }

  @Test
  void the_limit_counts_characters_and_not_bytes() throws Exception {
    String text = "👩".repeat(100_000);
    HttpResponse<String> response = parley.post("/messages", Map.of("text", "👩" + text));
    assertThat(response.statusCode()).isEqualTo(413);
    HttpResponse<String> json =
        postJson("/messages", "{\"text\":\"" + text + "\"}", "application/json");
    assertThat(json.statusCode()).as("400 KB of UTF-8, 100,000 characters").isEqualTo(201);
    model.asked().say("So many").finish();
  }

  @Test
  void an_unknown_model_is_refused_by_name_and_the_text_stays() {
    HttpResponse<String> response =
        parley.post("/messages", Map.of("text", "Hello", "model", "scripted/huge"), "Accept", HTML);
    assertThat(response.statusCode()).isEqualTo(422);
    Document page = Jsoup.parse(response.body());
    assertThat(page.select("#composer-error").text()).contains("“scripted/huge”");
    assertThat(page.select("#composer-text").val()).isEqualTo("Hello");
    assertThat(
            parley
                .post(
                    chat + "/messages",
                    Map.of("text", "Hello", "model", "<b>nobody</b>"),
                    "HX-Request",
                    "true")
                .body())
        .contains("&lt;b&gt;nobody&lt;/b&gt;");
    assertThat(model.isAsked()).isFalse();
  }

  @Test
  void programs_get_problem_json_or_plain_text() throws Exception {
    HttpResponse<String> json =
        parley.post("/messages", Map.of("text", ""), "Accept", "application/json");
    assertThat(json.statusCode()).isEqualTo(422);
    assertThat(json.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json.body())
        .contains("\"status\":422")
        .contains("\"title\":\"That cannot be done\"")
        .contains("\"detail\":\"Write something first");
    HttpResponse<String> text =
        parley.post("/messages", Map.of("text", ""), "Accept", "text/plain");
    assertThat(text.statusCode()).isEqualTo(422);
    assertThat(text.body()).isEqualTo("Write something first: an empty message cannot be sent.\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"text\":null}",
        "{\"text\":[\"a\"]}",
        "{\"text\":{\"a\":1}}",
        "{\"text\":\"\"}"
      })
  void json_without_a_text_is_an_empty_message(String body) throws Exception {
    HttpResponse<String> response = postJson("/messages", body, "application/json");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(model.isAsked()).isFalse();
  }

  private HttpResponse<String> postJson(String path, String body, String accept) {
    return parley.send(
        java.net.http.HttpRequest.newBuilder(parley.uri(path))
            .header("Content-Type", "application/json")
            .header("Accept", accept)
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void too_many_messages_in_a_minute_are_told_when_to_come_again() throws Exception {
    ScriptedProvider other = new ScriptedProvider();
    try (TestApp slow = TestApp.start(config -> config.messagesPerMinute = 2, other)) {
      String first = slow.begin("One");
      slow.begin("Two");
      HttpResponse<String> page =
          slow.post("/messages", Map.of("text", "Three words here"), "Accept", HTML);
      assertThat(page.statusCode()).isEqualTo(429);
      assertThat(page.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
      assertThat(Jsoup.parse(page.body()).select("#composer-text").val())
          .isEqualTo("Three words here");
      HttpResponse<String> part =
          slow.post(first + "/messages", Map.of("text", "Three"), "HX-Request", "true");
      assertThat(part.statusCode()).isEqualTo(429);
      assertThat(part.headers().firstValue("Retry-After")).isPresent();
      assertThat(Jsoup.parse(part.body()).select("#composer-error").text()).contains("2 messages");
      HttpResponse<String> json =
          slow.post("/messages", Map.of("text", "Three"), "Accept", "application/json");
      assertThat(json.statusCode()).isEqualTo(429);
      assertThat(json.headers().firstValue("Retry-After")).isPresent();
      assertThat(json.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(slow.get(first).statusCode()).as("reading is never counted").isEqualTo(200);
      assertThat(slow.page("/").select("#sidebar a[id^=chat-]")).hasSize(2);
    }
  }
}
