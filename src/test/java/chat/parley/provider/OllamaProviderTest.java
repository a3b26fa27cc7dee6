package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.OllamaWords;
import chat.parley.support.Received;
import chat.parley.support.Scripts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OllamaProviderTest extends ModelServerContract {

  private static final String TAGS =
      """
      {"models":[\
      {"name":"qwen3:8b","model":"qwen3:8b","size":5225388164,"digest":"500a1f067a9f"},\
      {"name":"tiny:1b","model":"tiny:1b","digest":"aaa"},\
      {"name":"set:7b","model":"set:7b","digest":"bbb"},\
      {"name":"nomic-embed-text","model":"nomic-embed-text","digest":"ccc"},\
      {"name":"odd:1b","model":"odd:1b","digest":"ddd"}]}\
      """;

  OllamaProviderTest() {
    super(Protocol.OLLAMA, new OllamaWords());
  }

  private Fault refused(int status, String error) throws InterruptedException {
    return heard(Scripts.refusal(status, "{\"error\":\"" + error + "\"}")).fault();
  }

  @Test
  void the_request_carries_the_model_the_turns_and_the_key() throws Exception {
    upstream.next(words.good("ok"));
    Heard.from(
        server,
        new Prompt(
            "qwen3:8b",
            List.of(
                new Turn(TurnRole.SYSTEM, "Be short"),
                new Turn(TurnRole.USER, "One"),
                new Turn(TurnRole.ASSISTANT, "1"),
                new Turn(TurnRole.USER, "Two \"and\" more\n"))));
    Received request = upstream.lastReceived();
    assertThat(request.path()).isEqualTo("/api/chat");
    assertThat(request.headers())
        .containsEntry("Authorization", "Bearer " + KEY)
        .containsEntry("User-Agent", "Parley");
    assertThat(request.json().at("/model").asText()).isEqualTo("qwen3:8b");
    assertThat(request.json().at("/stream").asBoolean()).isTrue();
    assertThat(request.json().has("think")).isFalse();
    assertThat(request.json().at("/messages").findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(request.json().at("/messages/3/content").asText()).isEqualTo("Two \"and\" more\n");
  }

  @Test
  void without_a_key_no_authorization_is_sent() throws Exception {
    ServerEndpoint keyless =
        new ServerEndpoint("ollama", protocol, upstream.address(), Optional.empty());
    try (ModelServer ollama = ModelServer.open(keyless, Timeouts.DEFAULT, CLOCK)) {
      upstream.next(words.good("ok"));
      assertThat(Heard.from(ollama, "m", "Hi").text()).isEqualTo("ok");
      assertThat(upstream.lastReceived().headers()).doesNotContainKey("Authorization");
    }
  }

  @Test
  void models_that_chat_are_listed_with_the_window_that_counts() {
    AtomicInteger looks = new AtomicInteger();
    upstream.listing((request, wire) -> {
      String body =
          switch (request.path()) {
            case "/api/tags" -> TAGS;
            case "/api/ps" -> "{\"models\":[{\"name\":\"qwen3:8b\",\"context_length\":16384}]}";
            default -> {
              looks.incrementAndGet();
              yield switch (request.model()) {
                case "qwen3:8b" ->
                    """
                    {"capabilities":["completion","tools","thinking"],"model_info":\
                    {"general.architecture":"qwen3","qwen3.context_length":40960}}\
                    """;
                case "tiny:1b" -> "{\"model_info\":{\"llama.context_length\":2048}}";
                case "set:7b" ->
                    """
                    {"capabilities":["completion"],"parameters":"stop    \\"x\\"\\nnum_ctx   \
                    12000\\ntemperature 1","model_info":{"llama.context_length":131072}}\
                    """;
                case "nomic-embed-text" -> "{\"capabilities\":[\"embedding\"]}";
                default -> "";
              };
            }
          };
      Scripts.refusal(body.isEmpty() ? 500 : 200, body).play(request, wire);
    });
    for (int i = 0; i < 2; i++) {
      assertThat(server.models())
          .isEqualTo(
              new Provider.Listing.Models(
                  List.of(
                      new Model("alices", "qwen3:8b", 16_384),
                      new Model("alices", "tiny:1b", 2_048),
                      new Model("alices", "set:7b", 12_000),
                      new Model("alices", "odd:1b", null))));
    }
    // The one that failed is looked at again, the others are known.
    assertThat(looks).hasValue(6);
  }

  @Test
  void a_server_that_only_lists_is_enough() {
    upstream.listing((request, wire) ->
        Scripts.refusal(
                request.path().equals("/api/tags") ? 200 : 404,
                "{\"models\":[{\"name\":\"m\",\"model\":\"m\"}]}")
            .play(request, wire));
    assertThat(server.models())
        .isEqualTo(new Provider.Listing.Models(List.of(new Model("alices", "m", null))));
  }

  @Test
  void an_answer_that_was_begun_is_gone_on_with_without_reasoning_anew() throws Exception {
    assertThat(server.continuesPrefix()).isTrue();
    upstream.next(words.good("second."));
    assertThat(Heard.from(server, begun("The first, the ")).text()).isEqualTo("second.");
    Received request = upstream.lastReceived();
    assertThat(request.json().at("/messages/1/role").asText()).isEqualTo("assistant");
    assertThat(request.json().at("/messages/1/content").asText()).isEqualTo("The first, the ");
    assertThat(request.json().at("/think").isBoolean()).isTrue();
    assertThat(request.json().at("/think").asBoolean()).isFalse();
  }

  @Test
  void a_model_whose_own_template_closes_the_last_message_is_asked_in_words() throws Exception {
    upstream.listing((request, wire) ->
        Scripts.refusal(
                200,
                request.path().equals("/api/show")
                    ? "{\"capabilities\":[\"completion\"],\"template_source\":\"gguf_chat_template\"}"
                    : "{\"models\":[{\"name\":\"m\",\"digest\":\"d\"}]}")
            .play(request, wire));
    server.models();
    upstream.next(words.good("second."));
    assertThat(Heard.from(server, begun("The first, the ")).text()).isEqualTo("second.");
    Received request = upstream.lastReceived();
    assertThat(request.json().at("/messages/1/content").asText()).isEqualTo("The first, the ");
    assertThat(request.json().at("/messages/2/role").asText()).isEqualTo("user");
    assertThat(request.json().has("think")).isFalse();
  }

  @Test
  void the_last_line_counts_without_its_end_and_text_and_reasoning_may_share_one()
      throws Exception {
    Heard heard =
        heard((_, wire) -> {
          words.begin(wire);
          wire.line("{\"message\":{\"content\":\"Yes\",\"thinking\":\"Hm\"},\"done\":false}");
          wire.raw("\n{\"message\":{\"content\":\"!\"},\"done\":true}");
          wire.end();
        });
    assertThat(heard.chunks())
        .containsExactly(new Chunk.Reasoning("Hm"), new Chunk.Text("Yes"), new Chunk.Text("!"));
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, null, null));
  }

  @Test
  void a_think_tag_at_the_start_is_reasoning() throws Exception {
    Heard heard = heard(words.good("<thi", "nk>Let me see.</th", "ink>\n\nYes."));
    assertThat(heard.reasoning()).isEqualTo("Let me see.");
    assertThat(heard.text()).isEqualTo("Yes.");
  }

  @Test
  void the_errors_of_the_api_are_told_apart() throws Exception {
    assertThat(refused(404, "model 'llama9' not found"))
        .isEqualTo(new Fault(Kind.UNKNOWN_MODEL, "404 model 'llama9' not found", null));
    assertThat(refused(400, "\\\"nomic-embed-text\\\" does not support chat").kind())
        .isEqualTo(Kind.UNKNOWN_MODEL);
    assertThat(refused(401, "unauthorized").kind()).isEqualTo(Kind.WRONG_KEY);
    assertThat(refused(429, "you've reached your hourly usage limit").kind())
        .isEqualTo(Kind.RATE_LIMITED);
    assertThat(refused(400, "the input length exceeds the context length").kind())
        .isEqualTo(Kind.CONTEXT_TOO_LONG);
    Fault memory =
        refused(500, "model requires more system memory (5.6 GiB) than is available (2.1 GiB)");
    assertThat(memory.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(memory.detail()).contains("more system memory");
    assertThat(
            refused(503, "server busy, please try again. maximum pending requests exceeded").kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(heard(Scripts.refusal(404, "404 page not found")).kind())
        .isEqualTo(Kind.WRONG_ADDRESS);
  }
}
