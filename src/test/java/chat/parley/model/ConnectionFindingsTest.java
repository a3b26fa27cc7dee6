package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is found out about a server: models that it does not list, and what it does not take.
class ConnectionFindingsTest {
  private static final String REFUSED = "{\"error\":{\"message\":\"System role not supported\"}}";
  private static final String FINDING =
      "small does not take a system prompt: it is put in front of the first message.";

  private final Path data = TestApp.temporaryDirectory();
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private TestApp parley = TestApp.startIn(data, new ScriptedProvider());

  @AfterEach
  void stop() {
    parley.close();
    upstream.close();
  }

  private void connect(Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("name", "mine");
    form.put("url", upstream.url());
    assertThat(parley.post("/connections", form).statusCode()).isEqualTo(303);
    parley.page("/connections");
  }

  private Document connection() {
    return parley.page("/connections/mine");
  }

  /// Asks with a system prompt, and without waiting for anything but the answer.
  private void ask() throws InterruptedException {
    var sent = parley.post("/messages", Map.of("text", "Hi", "model", "mine/small"));
    parley.awaitPage(
        sent.headers().firstValue("Location").orElseThrow(), "#message-2[data-state=finished]");
  }

  @Test
  void a_server_without_a_list_answers_by_the_names_that_are_entered() throws Exception {
    upstream.listing(Scripts.refusal(404, "{\"detail\":\"Not Found\"}"));
    upstream.always(Scripts.good("Here."));
    connect(Map.of("typed", " small \n\nlarge/one\nsmall\n"));
    assertThat(parley.page("/").select("#composer-model option").eachAttr("value"))
        .contains("mine/small", "mine/large/one");
    assertThat(connection().select("#typed").text()).isEqualTo("small\nlarge/one");
    assertThat(connection().select(".state").text())
        .isEqualTo("Lists no models; 2 entered by name");
    ask();
    assertThat(upstream.lastReceived().model()).isEqualTo("small");
    Document tried =
        Jsoup.parse(parley.post("/connections/mine/trial", Map.of("model", "small")).body());
    assertThat(tried.select(".state").text())
        .isEqualTo("Connected: small answers, but the server does not list its models.");
  }

  @Test
  void names_stand_beside_those_that_are_listed_and_are_bounded() {
    upstream.listing(Scripts.listing("small"));
    connect(Map.of("typed", "small\nhidden"));
    assertThat(connection().select("#models tbody tr")).hasSize(2);
    for (String wrong : new String[] {"x".repeat(201), "m\n".repeat(100) + many()}) {
      var answer =
          parley.post(
              "/connections/mine", Map.of("name", "mine", "url", upstream.url(), "typed", wrong));
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(Jsoup.parse(answer.body()).select("#typed-error").text()).isNotEmpty();
      assertThat(Jsoup.parse(answer.body()).select("#typed").text()).as("kept").isNotEmpty();
    }
  }

  private static String many() {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 201; i++) {
      names.append("m").append(i).append('\n');
    }
    return names.toString();
  }

  @Test
  void testing_says_each_finding_in_a_line_and_remembers_it() {
    upstream.listing(Scripts.listing("small"));
    connect(Map.of());
    upstream.next(
        Scripts.refusal(400, "{\"error\":\"Unrecognized request argument: stream_options\"}"),
        Scripts.refusal(400, REFUSED),
        Scripts.good("Yes"));
    Document tried =
        Jsoup.parse(parley.post("/connections/mine/trial", Map.of("model", "small")).body());
    assertThat(tried.select(".state").text()).isEqualTo("Connected: 1 model, and small answers.");
    assertThat(tried.select(".state + .findings li").eachText())
        .containsExactlyInAnyOrder(
            FINDING,
            "small does not take “stream_options”: they are left out, and tokens are estimated.");
    assertThat(connection().select(".findings li")).hasSize(2);
  }

  @Test
  void what_was_refused_is_remembered_over_a_restart_until_it_is_forgotten() throws Exception {
    upstream.listing(Scripts.listing("small"));
    parley.post("/settings/chats", Map.of("system-prompt", "Be short"));
    connect(Map.of());
    upstream.next(Scripts.refusal(400, REFUSED), Scripts.good("One"));
    ask();
    assertThat(connection().select(".findings li").eachText()).containsExactly(FINDING);
    parley.close();
    parley = TestApp.startIn(data, new ScriptedProvider());
    parley.page("/connections");
    upstream.next(Scripts.good("Two"));
    ask();
    assertThat(upstream.lastReceived().json().at("/messages/0/role").asText()).isEqualTo("user");
    assertThat(parley.post("/connections/mine/forgetting", Map.of()).statusCode()).isEqualTo(303);
    assertThat(connection().select(".findings li")).isEmpty();
    upstream.next(Scripts.good("Three"));
    ask();
    assertThat(upstream.lastReceived().json().at("/messages/0/role").asText()).isEqualTo("system");
  }

  @Test
  void what_one_server_refused_is_not_held_against_another() throws Exception {
    upstream.listing(Scripts.listing("small"));
    connect(Map.of());
    upstream.next(
        Scripts.refusal(400, "{\"error\":\"unknown field stream_options\"}"), Scripts.good("One"));
    ask();
    assertThat(connection().select(".findings li")).hasSize(1);
    try (ScriptedUpstream other = ScriptedUpstream.start()) {
      parley.post("/connections/mine", Map.of("name", "mine", "url", other.url()));
      assertThat(connection().select(".findings li")).isEmpty();
    }
  }
}
