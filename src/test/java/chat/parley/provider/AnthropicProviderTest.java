package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.AnthropicWords;
import chat.parley.support.Received;
import chat.parley.support.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AnthropicProviderTest extends ModelServerContract {

  private static final String NO_PREFIX =
      "This model does not support assistant message prefill. The conversation must end with a"
          + " user message.";

  private final AnthropicWords anthropic = new AnthropicWords();

  AnthropicProviderTest() {
    super(Protocol.ANTHROPIC, new AnthropicWords());
  }

  private static String entry(String id, int window, int most, boolean adaptive) {
    return """
    {"type":"model","id":"%s","display_name":"A model","created_at":"2026-02-05T00:00:00Z",\
    "max_input_tokens":%d,"max_tokens":%d,"capabilities":{"thinking":{"supported":true,"types":\
    {"adaptive":{"supported":%b},"enabled":{"supported":true}}}}}\
    """
        .formatted(id, window, most, adaptive);
  }

  private void list(String... entries) {
    upstream.listing(
        Scripts.refusal(200, "{\"data\":[" + String.join(",", entries) + "],\"has_more\":false}"));
    server.models();
  }

  private Fault refused(int status, String type, String message, String... headers)
      throws InterruptedException {
    return heard(AnthropicWords.refusal(status, type, message, headers)).fault();
  }

  @Test
  void the_request_carries_the_model_the_turns_the_version_and_the_key() throws Exception {
    upstream.next(words.good("ok"));
    Heard.from(
        server,
        new Prompt(
            "claude",
            List.of(
                new Turn(TurnRole.SYSTEM, "Be short"),
                new Turn(TurnRole.USER, "One"),
                new Turn(TurnRole.ASSISTANT, "1"),
                new Turn(TurnRole.USER, "Two \"and\" more\n"))));
    Received request = upstream.lastReceived();
    assertThat(request.path()).isEqualTo("/v1/messages");
    assertThat(request.headers())
        .containsEntry("x-api-key", KEY)
        .containsEntry("anthropic-version", "2023-06-01")
        .containsEntry("User-Agent", "Parley");
    assertThat(request.json().at("/model").asText()).isEqualTo("claude");
    assertThat(request.json().at("/stream").asBoolean()).isTrue();
    assertThat(request.json().at("/max_tokens").asInt()).isEqualTo(4_096);
    assertThat(request.json().has("thinking")).isFalse();
    assertThat(request.json().at("/system/0/text").asText()).isEqualTo("Be short");
    assertThat(request.json().at("/messages").findValuesAsText("role"))
        .containsExactly("user", "assistant", "user");
    assertThat(request.json().at("/messages/2/content/0/text").asText())
        .isEqualTo("Two \"and\" more\n");
  }

  @Test
  void models_are_listed_page_by_page_with_their_windows() {
    upstream.listing((request, wire) -> {
      String body =
          request.path().contains("after_id=b")
              ? "{\"data\":[{\"id\":\"c\"}],\"has_more\":false,\"last_id\":\"c\"}"
              : "{\"data\":[%s,%s],\"has_more\":true,\"last_id\":\"b\"}"
                  .formatted(entry("a", 1_000_000, 128_000, true), entry("b", 0, 0, false));
      boolean asked = KEY.equals(request.headers().get("x-api-key"));
      Scripts.refusal(asked ? 200 : 401, body).play(request, wire);
    });
    assertThat(server.models())
        .isEqualTo(
            new Provider.Listing.Models(
                List.of(
                    new Model("alices", "a", 1_000_000),
                    new Model("alices", "b", 200_000),
                    new Model("alices", "c", 200_000))));
  }

  @Test
  void a_model_that_decides_by_itself_how_much_to_reason_is_let_to() throws Exception {
    list(entry("m", 1_000_000, 128_000, true), entry("old", 200_000, 8_192, false));
    heard(words.good("ok"));
    Received request = upstream.lastReceived();
    assertThat(request.json().at("/thinking/type").asText()).isEqualTo("adaptive");
    assertThat(request.json().at("/thinking/display").asText()).isEqualTo("summarized");
    assertThat(request.json().at("/max_tokens").asInt()).isEqualTo(32_000);
    upstream.next(words.good("ok"));
    Heard.from(server, "old", "Hi");
    assertThat(upstream.lastReceived().json().has("thinking")).isFalse();
    assertThat(upstream.lastReceived().json().at("/max_tokens").asInt()).isEqualTo(8_192);
  }

  @Test
  void an_answer_that_was_begun_is_gone_on_with_and_no_space_comes_twice() throws Exception {
    list(entry("m", 1_000_000, 128_000, true));
    upstream.next(words.good("\n", "\n  Second"));
    Heard heard = Heard.from(server, begun("First.\n\n"));
    assertThat(heard.text()).isEqualTo("  Second");
    Received request = upstream.lastReceived();
    assertThat(request.json().at("/messages/1/role").asText()).isEqualTo("assistant");
    assertThat(request.json().at("/messages/1/content/0/text").asText()).isEqualTo("First.");
    assertThat(request.json().has("thinking")).isFalse();
  }

  @Test
  void a_model_that_takes_no_prefix_is_asked_in_words_and_only_once_in_vain() throws Exception {
    assertThat(server.continuesPrefix()).isTrue();
    upstream.next(
        AnthropicWords.refusal(400, "invalid_request_error", NO_PREFIX),
        words.good(" second"),
        words.good(" third"));
    assertThat(Heard.from(server, begun("The first,")).text()).isEqualTo(" second");
    assertThat(Heard.from(server, begun("The first, second")).text()).isEqualTo(" third");
    assertThat(upstream.received()).hasSize(3);
    for (Received request : upstream.received().subList(1, 3)) {
      assertThat(request.json().at("/messages/2/role").asText()).isEqualTo("user");
      assertThat(request.json().at("/messages/2/content/0/text").asText())
          .startsWith("Continue your last message");
    }
  }

  @Test
  void every_stop_reason_has_its_end() throws Exception {
    for (String reason : List.of("max_tokens", "model_context_window_exceeded", "pause_turn")) {
      assertThat(stopped(reason).ending()).as(reason).isEqualTo(new Ending.Complete(true, 7, 2));
    }
    for (String reason : List.of("end_turn", "stop_sequence", "invented_later")) {
      assertThat(stopped(reason).ending()).as(reason).isEqualTo(new Ending.Complete(false, 7, 2));
    }
    Heard refused = stopped("refusal");
    assertThat(refused.text()).isEqualTo("So");
    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
  }

  private Heard stopped(String reason) throws InterruptedException {
    return heard((_, wire) -> {
      words.begin(wire);
      words.text(wire, "So");
      anthropic.stop(wire, reason);
      wire.end();
    });
  }

  @Test
  void an_end_without_a_reason_and_blocks_of_unknown_kinds_are_passed_over() throws Exception {
    Heard heard =
        heard((_, wire) -> {
          words.begin(wire);
          wire.event("content_block_start", "{\"type\":\"content_block_start\"}");
          wire.event(
              "content_block_start",
              """
              {"type":"content_block_start","index":1,"content_block":{"type":\
              "redacted_thinking","data":"EmwKAhgBEgy3va3pzix"}}\
              """);
          wire.event("invented_later", "{\"type\":\"invented_later\",\"text\":\"no\"}");
          words.text(wire, "Yes");
          wire.event("message_stop", "{\"type\":\"message_stop\"}");
          wire.end();
        });
    assertThat(heard.text()).isEqualTo("Yes");
    assertThat(heard.ending()).isEqualTo(new Ending.Complete(false, null, null));
  }

  @Test
  void the_errors_of_the_api_are_told_apart() throws Exception {
    assertThat(refused(401, "authentication_error", "invalid x-api-key").kind())
        .isEqualTo(Kind.WRONG_KEY);
    assertThat(refused(403, "permission_error", "Your API key cannot use this").kind())
        .isEqualTo(Kind.WRONG_KEY);
    assertThat(refused(404, "not_found_error", "model: claude-9").kind())
        .isEqualTo(Kind.UNKNOWN_MODEL);
    assertThat(
            refused(
                    400,
                    "invalid_request_error",
                    "prompt is too long: 210000 tokens > 200000 maximum")
                .kind())
        .isEqualTo(Kind.CONTEXT_TOO_LONG);
    assertThat(
            refused(
                    400,
                    "invalid_request_error",
                    "input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000")
                .kind())
        .isEqualTo(Kind.CONTEXT_TOO_LONG);
    assertThat(refused(413, "request_too_large", "Request exceeds the maximum size").kind())
        .isEqualTo(Kind.CONTEXT_TOO_LONG);
    assertThat(
            refused(400, "invalid_request_error", "Output blocked by content filtering policy")
                .kind())
        .isEqualTo(Kind.REFUSED);
    assertThat(
            refused(
                    400,
                    "invalid_request_error",
                    "Your credit balance is too low to access the Anthropic API.")
                .kind())
        .isEqualTo(Kind.CREDIT_USED_UP);
    assertThat(refused(529, "overloaded_error", "Overloaded"))
        .isEqualTo(new Fault(Kind.UNAVAILABLE, "529 Overloaded (overloaded_error)", null));
    assertThat(refused(504, "timeout_error", "Request timed out").kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(refused(429, "rate_limit_error", "Too many", "Retry-After: 17"))
        .extracting(Fault::kind, Fault::retryAfter)
        .containsExactly(Kind.RATE_LIMITED, Duration.ofSeconds(17));
  }

  @Test
  void without_a_key_the_server_says_that_it_wants_one() throws Exception {
    ServerEndpoint keyless =
        new ServerEndpoint("alices", protocol, upstream.address(), Optional.of("  "));
    try (ModelServer server = ModelServer.open(keyless, Timeouts.DEFAULT, CLOCK)) {
      upstream.next(AnthropicWords.refusal(401, "authentication_error", "invalid x-api-key"));
      assertThat(Heard.from(server, "m", "Hi").kind()).isEqualTo(Kind.WRONG_KEY);
    }
  }
}
