package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Reading and writing a chat with curl, with a program, and with a browser without script.
class TerminalTest {
  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void as_text_a_chat_is_printed_with_who_said_what() throws Exception {
    String chat = parley.begin("Why?");
    model.asked().say("Because **it is**.").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    HttpResponse<String> response = parley.get(chat, "Accept", "text/plain");
    assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(response.body()).isEqualTo("── You\nWhy?\n\n── small\nBecause **it is**.\n\n");
  }

  @Test
  void as_text_it_stays_open_while_an_answer_grows_and_ends_with_it() throws Exception {
    String chat = parley.begin("Why?");
    Asked asked = model.asked().say("Because ");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    String[] request = {"GET " + chat + " HTTP/1.1", "Host: localhost", "Accept: text/plain"};
    Response half = RawRequest.sendUntil(parley.port(), "Because ", request);
    assertThat(half.whole()).as("it is still open").isFalse();
    CompletableFuture<Response> all =
        CompletableFuture.supplyAsync(() -> RawRequest.send(parley.port(), request));
    asked.say("it is so.");
    parley.awaitPage(chat, "#body-2:contains(it is so.)");
    asked.finish();
    assertThat(all.get().text()).isEqualTo("── You\nWhy?\n\n── small\nBecause it is so.\n\n");
    assertThat(all.get().whole()).isTrue();
  }

  @Test
  void as_text_follow_ups_in_line_are_waited_for() throws Exception {
    String chat = parley.begin("One");
    parley.post(chat + "/messages", Map.of("text", "Two"));
    CompletableFuture<Response> all =
        CompletableFuture.supplyAsync(() ->
            RawRequest.send(
                parley.port(),
                "GET " + chat + " HTTP/1.1",
                "Host: localhost",
                "Accept: text/plain"));
    model.asked("One").say("First").finish();
    model.asked("Two").say("Second").finish();
    assertThat(all.get().text())
        .isEqualTo("── You\nOne\n\n── small\nFirst\n\n── You\nTwo\n\n── small\nSecond\n\n");
  }

  @Test
  void as_text_the_end_says_how_it_ended() throws Exception {
    String failed = parley.begin("Fail");
    model.asked().say("Half").fail(Fault.Kind.BROKE_OFF);
    parley.awaitPage(failed, "#message-2[data-state=failed]");
    assertThat(parley.get(failed, "Accept", "text/plain").body())
        .contains("Half\n[failed: The connection to the model broke off.]");
    String stopped = parley.begin("Stop");
    model.asked("Stop").say("Half");
    parley.awaitPage(stopped, "#message-2[data-state=writing]");
    parley.post(stopped + "/cancellation", Map.of());
    parley.awaitPage(stopped, "#message-2[data-state=stopped]");
    assertThat(parley.get(stopped, "Accept", "text/plain").body()).contains("Half\n[stopped]");
  }

  @Test
  void as_text_a_chat_that_is_deleted_meanwhile_ends() throws Exception {
    String chat = parley.begin("Why?");
    model.asked().say("Because ");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    CompletableFuture<Response> all =
        CompletableFuture.supplyAsync(() ->
            RawRequest.send(
                parley.port(),
                "GET " + chat + " HTTP/1.1",
                "Host: localhost",
                "Accept: text/plain"));
    TestApp.await("it is open", () -> parley.app().streams() == 1);
    parley.post(chat + "/deletion", Map.of());
    assertThat(all.get().text()).startsWith("── You\nWhy?\n").endsWith("\n[deleted]\n");
    assertThat(all.get().whole()).as("it ends as an answer should").isTrue();
  }

  @Test
  void the_form_of_curl_leads_from_the_message_to_the_growing_answer() throws Exception {
    HttpResponse<String> sent =
        parley.post("/messages", Map.of("text", "Why?"), "Accept", "text/plain");
    assertThat(sent.statusCode()).isEqualTo(303);
    String chat = sent.headers().firstValue("Location").orElseThrow();
    assertThat(chat).startsWith("/chat/");
    model.asked().finish();
  }

  @Test
  void as_json_a_chat_is_data() throws Exception {
    HttpResponse<String> sent =
        parley.send(
            HttpRequest.newBuilder(parley.uri("/messages"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"Why “so”?\",\"key\":\"a\"}"))
                .build());
    assertThat(sent.statusCode()).isEqualTo(201);
    String chat = sent.headers().firstValue("Location").orElseThrow();
    Asked asked = model.asked().say("Because");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    HttpResponse<String> running = parley.get(chat, "Accept", "application/json");
    assertThat(running.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(running.body())
        .contains("\"title\":\"Why “so”?\"")
        .contains("\"model\":\"scripted/small\"")
        .contains("\"role\":\"user\",\"text\":\"Why “so”?\"")
        .contains("\"text\":\"Because\"")
        .contains("\"state\":\"running\"");
    asked.finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(parley.get(chat, "Accept", "application/json").body())
        .contains("\"state\":\"finished\"");
    HttpResponse<String> renamed =
        parley.post(chat + "/title", Map.of("title", "New"), "Accept", "application/json");
    assertThat(renamed.statusCode()).isEqualTo(200);
    assertThat(renamed.body()).contains("\"url\":\"" + chat + "\"");
  }

  @Test
  void without_script_the_answer_grows_in_a_page_of_its_own_and_ends_with_a_link()
      throws Exception {
    String chat = parley.begin("Why?");
    Asked asked = model.asked();
    assertThat(parley.page(chat).select("noscript iframe").attr("src"))
        .isEqualTo(chat + "/growing/2");
    String[] request = {"GET " + chat + "/growing/2 HTTP/1.1", "Host: localhost"};
    asked.say("First paragraph.\n\nSecond");
    Response half = RawRequest.sendUntil(parley.port(), "Second", request);
    assertThat(half.whole()).isFalse();
    assertThat(half.header("Content-Type")).startsWith("text/html");
    assertThat(half.text()).contains("<base target=\"_parent\">");
    CompletableFuture<Response> all =
        CompletableFuture.supplyAsync(() -> RawRequest.send(parley.port(), request));
    TestApp.await("it is open", () -> parley.app().streams() > 0);
    asked.say(" paragraph.").finish();
    Document page = Jsoup.parse(all.get().text());
    assertThat(page.select("main > .whole, main:not(:has(.whole))").select("p").eachText())
        .contains("First paragraph.", "Second paragraph.");
    assertThat(page.select(".growing-end a").attr("href")).isEqualTo(chat);
    assertThat(page.select("script:not([src])")).isEmpty();
  }

  @Test
  void without_script_an_answer_that_has_ended_is_there_at_once() throws Exception {
    String chat = parley.begin("Why?");
    model.asked().say("Because.").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    Document page = parley.page(chat + "/growing/2");
    assertThat(page.select("main p").eachText())
        .containsExactly("Because.", "Show the finished chat");
    assertThat(page.select(".growing-end a").attr("href")).isEqualTo(chat);
    assertThat(parley.page(chat).select("noscript")).as("nothing grows any more").isEmpty();
  }

  @Test
  void without_script_every_button_is_a_form_that_posts() throws Exception {
    String chat = parley.begin("Why?");
    Asked asked = model.asked().say("Because");
    Document page = parley.awaitPage(chat, "#message-2[data-state=writing]");
    assertThat(page.select("#composer").attr("method")).isEqualTo("post");
    assertThat(page.select("button[data-action=stop]").attr("formaction"))
        .isEqualTo(chat + "/cancellation");
    assertThat(page.select("button[data-action=stop]").attr("name")).isEqualTo("message");
    asked.finish();
    Document after = parley.awaitPage(chat, "#message-2[data-state=finished]");
    for (var form : after.select("form")) {
      assertThat(form.attr("method")).isEqualTo("post");
      assertThat(form.attr("action")).startsWith("/");
      assertThat(form.attr("hx-post")).isEqualTo(form.attr("action"));
      assertThat(form.select("button[type=submit]")).isNotEmpty();
    }
  }
}
