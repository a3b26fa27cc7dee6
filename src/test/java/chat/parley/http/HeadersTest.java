package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every answer carries, how files are served, and that nothing leads to another host.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeadersTest {
  private static final Pattern ADDRESS = Pattern.compile("(?:https?:)?//[a-zA-Z0-9.-]+");

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);
  private String chat = "";
  private String sheet = "";

  @BeforeAll
  void begin() throws Exception {
    chat = parley.begin("One");
    model.asked().say("Answer").finish();
    sheet =
        parley
            .awaitPage(chat, "#message-2[data-state=finished]")
            .select("link[rel=stylesheet]")
            .attr("href");
  }

  @AfterAll
  void stop() {
    parley.close();
  }

  @Test
  void every_kind_of_answer_has_the_security_headers() {
    String id = chat.replace("/chat/", "");
    List<Response> answers =
        List.of(
            get("/"),
            get(chat),
            get(chat, "HX-Request: true"),
            get(chat, "Accept: application/json"),
            get(chat, "Accept: text/plain"),
            get(chat + "/growing/2"),
            get(chat + "/updates"),
            stream("/sse/" + id),
            get("/sse/nothing"),
            get("/docs"),
            get("/up"),
            get(sheet),
            get("/nothing"),
            get("/nothing", "Accept: application/json"),
            get("/messages"),
            get("/", "Via: proxy"),
            RawRequest.send(parley.port(), "GET /%zz HTTP/1.1", "Host: localhost"),
            RawRequest.send(parley.port(), "GET /..%2f HTTP/1.1", "Host: localhost"),
            RawRequest.send(
                parley.port(), "GET / HTTP/1.1", "Host: localhost", "X: " + "x".repeat(20_000)),
            RawRequest.send(
                parley.port(), "POST /messages HTTP/1.1", "Host: localhost", "Content-Length: 0"));
    for (Response answer : answers) {
      assertThat(answer.header("Content-Security-Policy"))
          .as("%s", answer)
          .contains("default-src 'none'");
      assertThat(answer.header("X-Content-Type-Options")).as("%s", answer).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).as("%s", answer).isEqualTo("same-origin");
      assertThat(answer.header("X-Frame-Options")).as("%s", answer).isEqualTo("SAMEORIGIN");
      assertThat(answer.header("Cross-Origin-Opener-Policy"))
          .as("%s", answer)
          .isEqualTo("same-origin");
      assertThat(answer.header("Cross-Origin-Resource-Policy"))
          .as("%s", answer)
          .isEqualTo("same-origin");
      assertThat(answer.header("Server")).as("%s", answer).isEmpty();
      assertThat(answer.header("Set-Cookie")).as("%s", answer).isEmpty();
    }
  }

  @Test
  void the_content_security_policy_has_no_way_around_it() {
    String policy = get("/").header("Content-Security-Policy");
    assertThat(policy)
        .doesNotContain("unsafe")
        .doesNotContain("*")
        .doesNotContain("http")
        .doesNotContain("nonce")
        .contains("script-src 'self'")
        .contains("style-src 'self'")
        .contains("form-action 'self'")
        .contains("base-uri 'self'")
        .contains("require-trusted-types-for 'script'")
        .contains("trusted-types parley parley-colours")
        .doesNotContain("allow-duplicates")
        .doesNotContain("default ")
        .contains("frame-ancestors 'self'");
  }

  @Test
  void no_page_needs_anything_that_the_policy_forbids() {
    for (String path :
        List.of("/", chat, "/docs", "/docs/limits", "/nothing", chat + "/growing/2")) {
      Document page = Jsoup.parse(get(path).text());
      assertThat(page.select("script:not([src]), style, [style]")).as(path).isEmpty();
      for (Element element : page.getAllElements()) {
        element
            .attributes()
            .forEach(attribute ->
                assertThat(attribute.getKey()).as(path).doesNotMatch("(?i)on[a-z]+|hx-on.*"));
      }
    }
  }

  @Test
  void no_page_loads_anything_from_another_host() {
    for (String path : List.of("/", chat, "/nothing", chat + "/growing/2")) {
      Matcher addresses = ADDRESS.matcher(get(path).text());
      assertThat(addresses.find()).as(path).isFalse();
    }
    for (String path : List.of("/docs", "/docs/self-hosting", "/docs/connecting-a-model")) {
      Document page = Jsoup.parse(get(path).text());
      for (Element element : page.select("[src], link[href], use[href], form[action]")) {
        String address = element.attr("src") + element.attr("href") + element.attr("action");
        assertThat(address).as(path).startsWith("/").doesNotStartWith("//");
      }
    }
  }

  @Test
  void what_pages_load_is_there_and_may_be_kept_for_ever() {
    Document page = Jsoup.parse(get(chat).text());
    List<String> files = new ArrayList<>();
    page.select("script[src]").forEach(script -> files.add(script.attr("src")));
    page.select("link[href]").forEach(link -> files.add(link.attr("href")));
    page.select("use[href]").forEach(use -> files.add(use.attr("href").replaceFirst("#.*", "")));
    assertThat(files).hasSizeGreaterThan(10);
    for (String file : files.stream().distinct().toList()) {
      Response response = get(file);
      assertThat(response.status()).as(file).isEqualTo(200);
      assertThat(file).matches("/static/[0-9a-f]{12}/.+");
      assertThat(response.header("Cache-Control"))
          .as(file)
          .isEqualTo("public, max-age=31536000, immutable");
      assertThat(response.header("Content-Type"))
          .as(file)
          .matches("(text/(css|javascript)|image/svg).*");
      Response gzipped = get(file, "Accept-Encoding: gzip");
      assertThat(gzipped.header("Content-Encoding")).as(file).isEqualTo("gzip");
      assertThat(gzipped.header("Vary")).as(file).isEqualTo("Accept-Encoding");
      assertThat(gzipped.body().length()).as(file).isLessThan(response.body().length() + 32);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/static/000000000000/css/nothing.css",
        "/static/VERSION/css/nothing.css",
        "/static/VERSION/css",
        "/static/VERSION/",
        "/static/VERSION/logback.xml",
        "/static/VERSION/../logback.xml",
        "/static/VERSION/css/../../logback.xml",
        "/static/VERSION/%2e%2e/logback.xml",
        "/static/VERSION/..%2flogback.xml",
        "/static/VERSION/css/..%5c..%5clogback.xml",
        "/static/VERSION/css//tokens.css",
        "/static/VERSION/css/page/tokens.css/",
        "/static/VERSION/css/page/tokens.css%00.css",
        "/static/VERSION/js/../../db/migration/sqlite/V1__accounts_conversations_messages_generations.sql",
        "/static/../static/VERSION/css/nothing.css",
        "/static/VERSION/vendor/htmx/LICENSE"
      })
  void what_is_no_file_of_ours_is_not_found(String path) {
    Response response = get(path.replace("VERSION", sheet.split("/")[2]));
    assertThat(response.status()).as(response.text()).isIn(400, 404);
    assertThat(response.text()).doesNotContain("<configuration").doesNotContain("create table");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void a_page_from_before_an_update_gets_todays_file_and_does_not_keep_it() {
    Response response = get("/static/000000000000/css/page/tokens.css");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(response.text()).isEqualTo(get(sheet).text());
  }

  @Test
  void pages_are_compressed_for_who_takes_it_and_streams_for_nobody() {
    assertThat(get(chat, "Accept-Encoding: gzip, br").header("Content-Encoding")).isEqualTo("gzip");
    assertThat(get(chat).header("Content-Encoding")).isEmpty();
    assertThat(get(chat, "Accept-Encoding: br").header("Content-Encoding")).isEmpty();
    assertThat(get(chat, "Accept-Encoding: gzip;q=0").header("Content-Encoding"))
        .as("who says that they do not take it")
        .isEmpty();
    for (Response open :
        List.of(
            stream(chat.replace("/chat/", "/sse/"), "Accept-Encoding: gzip"),
            get(chat + "/updates", "Accept-Encoding: gzip"),
            get(chat + "/growing/2", "Accept-Encoding: gzip"),
            get(chat, "Accept: text/plain", "Accept-Encoding: gzip"))) {
      assertThat(open.header("Content-Encoding")).isEmpty();
      assertThat(open.header("Cache-Control")).isEqualTo("no-cache, no-transform");
      assertThat(open.header("X-Accel-Buffering")).isEqualTo("no");
    }
  }

  private Response get(String path, String... headers) {
    return RawRequest.send(parley.port(), lines(path, headers));
  }

  private Response stream(String path, String... headers) {
    return RawRequest.sendUntil(parley.port(), "event: hello", lines(path, headers));
  }

  private static String[] lines(String path, String... headers) {
    List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: localhost"));
    lines.addAll(List.of(headers));
    return lines.toArray(String[]::new);
  }
}
