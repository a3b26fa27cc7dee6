package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.GeminiWords;
import chat.parley.support.Received;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a server refuses is left out, asked for again at once, and remembered.
final class FeatureFallbackTest {
  private static final List<Turn> TURNS =
      List.of(
          new Turn(TurnRole.SYSTEM, "Be short"),
          new Turn(TurnRole.USER, "Hi"),
          new Turn(TurnRole.ASSISTANT, "Hello"),
          new Turn(TurnRole.USER, "Why?"));

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<RefusedFeatures.RefusedFeature> noted = new ArrayList<>();
  private final RefusedFeatures omissions = new RefusedFeatures(List.of(), noted::add);

  @AfterEach
  public void close() {
    upstream.close();
  }

  private ModelServer server(Protocol protocol) {
    return ModelServer.open(
        new ServerEndpoint("refusing", protocol, upstream.address(), Optional.of("key")),
        omissions,
        Timeouts.DEFAULT,
        InstantSource.system());
  }

  private Heard heard(Protocol protocol) throws InterruptedException {
    try (ModelServer server = server(protocol)) {
      return Heard.from(server, new Prompt("m", TURNS));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":{\"message\":\"System role not supported\"}}",
        "500 | {\"error\":{\"message\":\"System role not supported at row 1, column 70\"}}",
        "500 | {\"error\":{\"message\":\"Conversation roles must alternate user/assistant/user/assistant/...\"}}",
        "400 | {\"error\":{\"message\":\"Unsupported value: 'messages[0].role' does not support 'system' with this model.\"}}",
        "400 | {\"error\":{\"message\":\"Developer instruction is not enabled for models/gemma-3-27b-it\"}}",
        "422 | {\"detail\":[{\"loc\":[\"body\",\"messages\",0,\"role\"],\"msg\":\"Input should be 'user' or 'assistant'\"}]}",
        "400 | {\"object\":\"error\",\"message\":\"'system' is not one of ['user', 'assistant'] - 'messages.0.role'\"}",
        "500 | {\"error\":{\"code\":500,\"message\":\"Only user, assistant and tool roles are supported, got system.\"}}",
        "424 | {\"error\":\"Request failed during generation: Server error: Conversation roles must alternate user/assistant\"}",
        "400 | {\"error\":\"This model does not support system prompts: the system role is unsupported\"}",
      })
  void a_system_prompt_that_is_refused_is_put_in_front_of_the_first_message(
      int status, String refusal) throws Exception {
    upstream.next(Scripts.refusal(status, refusal), Scripts.good("Because"), Scripts.good("Again"));
    assertThat(heard(Protocol.OPENAI).text()).isEqualTo("Because");
    assertThat(noted)
        .containsExactly(new RefusedFeatures.RefusedFeature("m", RequestFeature.SYSTEM_ROLE));
    assertThat(roles(upstream.lastReceived())).containsExactly("user", "assistant", "user");
    assertThat(upstream.lastReceived().json().at("/messages/0/content").asText())
        .isEqualTo("Be short\n\nHi");
    assertThat(heard(Protocol.OPENAI).text()).isEqualTo("Again");
    assertThat(upstream.received()).as("the next one is right at once").hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "422 | {\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"stream_options\"],\"msg\":\"Extra inputs are not permitted\"}]}}",
        "400 | {\"error\":{\"message\":\"Unrecognized request argument supplied: stream_options\"}}",
        "400 | {\"error_code\":\"BAD_REQUEST\",\"message\":\"stream_options: Extra inputs are not permitted\"}",
        "500 | {\"error\":\"unknown field \\\"stream_options\\\"\"}",
        "400 | {\"error\":{\"message\":\"Unknown parameter: 'stream_options.include_usage'.\"}}",
        "400 | {\"detail\":\"Extra parameters ['stream_options'] are not allowed when extra-parameters is not set\"}",
        "400 | {\"message\":\"Extra inputs are not permitted\"}",
      })
  void stream_options_that_are_refused_are_left_out(int status, String refusal) throws Exception {
    upstream.next(Scripts.refusal(status, refusal), Scripts.good("Because"));
    assertThat(heard(Protocol.OPENAI).text()).isEqualTo("Because");
    assertThat(noted)
        .containsExactly(new RefusedFeatures.RefusedFeature("m", RequestFeature.STREAM_OPTIONS));
    assertThat(upstream.received().getFirst().json().has("stream_options")).isTrue();
    assertThat(upstream.lastReceived().json().has("stream_options")).isFalse();
    assertThat(roles(upstream.lastReceived())).startsWith("system");
  }

  @Test
  void gemma_takes_no_instruction_in_googles_protocol_either() throws Exception {
    upstream.next(
        Scripts.refusal(
            400,
            "{\"error\":{\"code\":400,\"message\":\"Developer instruction is not enabled for models/m\",\"status\":\"INVALID_ARGUMENT\"}}"),
        new GeminiWords().good("Because"));
    assertThat(heard(Protocol.GEMINI).text()).isEqualTo("Because");
    assertThat(upstream.received().getFirst().body()).containsIgnoringCase("systemInstruction");
    assertThat(upstream.lastReceived().body())
        .doesNotContainIgnoringCase("systemInstruction")
        .contains("Be short");
    assertThat(noted)
        .containsExactly(new RefusedFeatures.RefusedFeature("m", RequestFeature.SYSTEM_ROLE));
  }

  @Test
  void one_after_the_other_may_be_refused() throws Exception {
    upstream.next(
        Scripts.refusal(400, "{\"error\":\"stream_options is not supported\"}"),
        Scripts.refusal(400, "{\"error\":\"system role not supported\"}"),
        Scripts.good("Because"));
    assertThat(heard(Protocol.OPENAI).text()).isEqualTo("Because");
    assertThat(omissions.all()).hasSize(2);
  }

  @Test
  void what_did_not_help_is_not_remembered_and_asked_for_once() throws Exception {
    upstream.always(Scripts.refusal(400, "{\"error\":\"system role not supported\"}"));
    Heard heard = heard(Protocol.OPENAI);
    assertThat(heard.kind()).isEqualTo(Kind.DECLINED);
    assertThat(heard.fault().detail()).isEqualTo("400 system role not supported");
    assertThat(upstream.received()).hasSize(2);
    assertThat(noted).isEmpty();
  }

  @Test
  void what_is_refused_for_another_reason_is_asked_once() throws Exception {
    for (String refusal : List.of("Invalid key", "temperature is not supported", "no tools")) {
      upstream.next(Scripts.refusal(400, "{\"error\":\"" + refusal + "\"}"));
      assertThat(heard(Protocol.OPENAI).kind()).as(refusal).isEqualTo(Kind.DECLINED);
    }
    assertThat(upstream.received()).hasSize(3);
  }

  @Test
  void what_was_forgotten_is_asked_for_again() throws Exception {
    upstream.next(
        Scripts.refusal(400, "{\"error\":\"system role not supported\"}"), Scripts.good("A"));
    heard(Protocol.OPENAI);
    omissions.forget();
    upstream.next(Scripts.good("B"));
    heard(Protocol.OPENAI);
    assertThat(roles(upstream.lastReceived())).startsWith("system");
  }

  private static List<String> roles(Received request) {
    return request.json().path("messages").findValuesAsText("role");
  }
}
