package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault.Kind;
import chat.parley.support.GeminiWords;
import chat.parley.support.Received;
import chat.parley.support.Scripts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GeminiProviderTest extends ModelServerContract {

  private final GeminiWords gemini = new GeminiWords();

  GeminiProviderTest() {
    super(Protocol.GEMINI, new GeminiWords());
  }

  private static String entry(String name, String method, int window, boolean thinking) {
    return """
    {"name":"models/%s","version":"001","displayName":"A model","inputTokenLimit":%d,\
    "outputTokenLimit":65536,"supportedGenerationMethods":["%s","countTokens"],"thinking":%b}\
    """
        .formatted(name, window, method, thinking);
  }

  private Fault refused(int code, String status, String message, String details)
      throws InterruptedException {
    return heard(
            Scripts.refusal(
                code,
                """
                {"error":{"code":%d,"message":"%s","status":"%s","details":[%s]}}\
                """
                    .formatted(code, message, status, details)))
        .fault();
  }

  private Heard stopped(String reason) throws InterruptedException {
    return heard((_, wire) -> {
      words.begin(wire);
      words.text(wire, "So");
      gemini.stop(wire, reason);
      wire.end();
    });
  }

  @Test
  void the_request_carries_the_turns_and_the_key_in_a_header() throws Exception {
    upstream.next(words.good("ok"));
    Heard.from(
        server,
        new Prompt(
            "gemini-2.5-flash",
            List.of(
                new Turn(TurnRole.SYSTEM, "Be short"),
                new Turn(TurnRole.USER, "One"),
                new Turn(TurnRole.ASSISTANT, "1"),
                new Turn(TurnRole.USER, "Two \"and\" more\n"))));
    Received request = upstream.lastReceived();
    assertThat(request.path())
        .isEqualTo("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
    assertThat(request.headers())
        .containsEntry("x-goog-api-key", KEY)
        .containsEntry("User-Agent", "Parley");
    assertThat(request.json().at("/systemInstruction/parts/0/text").asText()).isEqualTo("Be short");
    assertThat(request.json().at("/contents").findValuesAsText("role"))
        .containsExactly("user", "model", "user");
    assertThat(request.json().at("/contents/2/parts/0/text").asText())
        .isEqualTo("Two \"and\" more\n");
    assertThat(request.json().at("/generationConfig").has("thinkingConfig")).isFalse();
  }

  @Test
  void models_that_chat_are_listed_page_by_page_with_their_windows() {
    upstream.listing((request, wire) -> {
      String body =
          request.path().contains("pageToken=a%2Bb")
              ? "{\"models\":[" + entry("gemma-3", "generateContent", 0, false) + "]}"
              : "{\"models\":[%s,%s,%s],\"nextPageToken\":\"a+b\"}"
                  .formatted(
                      entry("gemini-2.5-pro", "generateContent", 1_048_576, true),
                      entry("gemini-embedding-001", "embedContent", 2_048, false),
                      entry("gemini-2.5-flash-image", "generateContent", 32_768, false));
      boolean asked = KEY.equals(request.headers().get("x-goog-api-key"));
      Scripts.refusal(asked ? 200 : 403, body).play(request, wire);
    });
    assertThat(server.models())
        .isEqualTo(
            new Provider.Listing.Models(
                List.of(
                    new Model("alices", "gemini-2.5-pro", 1_048_576),
                    new Model("alices", "gemma-3", null))));
  }

  @Test
  void thoughts_are_asked_for_where_the_list_says_that_the_model_has_some() throws Exception {
    upstream.listing(
        Scripts.refusal(200, "{\"models\":[" + entry("m", "generateContent", 1_000, true) + "]}"));
    server.models();
    heard(words.good("ok"));
    assertThat(
            upstream
                .lastReceived()
                .json()
                .at("/generationConfig/thinkingConfig/includeThoughts")
                .asBoolean())
        .isTrue();
  }

  @Test
  void a_name_that_is_none_of_a_model_never_becomes_a_part_of_an_address() throws Exception {
    for (String name : List.of("../files", "m?key=1", "a b", "", "m:generateContent?x")) {
      assertThat(Heard.from(server, name, "Hi").kind()).isEqualTo(Kind.UNKNOWN_MODEL);
    }
    assertThat(upstream.received()).isEmpty();
  }

  @Test
  void the_parts_of_one_piece_are_one_text() throws Exception {
    Heard heard =
        heard((_, wire) -> {
          words.begin(wire);
          gemini.parts(
              wire,
              """
              {"text":"Let me see","thought":true},{"text":"One, "},{"text":"two"},\
              {"text":"","thoughtSignature":"EqQB"}\
              """);
          gemini.stop(wire, "STOP");
          wire.end();
        });
    assertThat(heard.chunks())
        .containsExactly(new Chunk.Reasoning("Let me see"), new Chunk.Text("One, two"));
  }

  @Test
  void every_finish_reason_has_its_end() throws Exception {
    assertThat(stopped("MAX_TOKENS").ending()).isEqualTo(new Ending.Complete(true, 7, 2));
    assertThat(stopped("INVENTED_LATER").ending()).isEqualTo(new Ending.Complete(false, 7, 2));
    for (String reason : List.of("SAFETY", "RECITATION", "PROHIBITED_CONTENT", "SPII")) {
      Heard heard = stopped(reason);
      assertThat(heard.text()).isEqualTo("So");
      assertThat(heard.kind()).isEqualTo(Kind.REFUSED);
      assertThat(heard.fault().detail()).contains(reason);
    }
    assertThat(stopped("OTHER").kind()).isEqualTo(Kind.BROKE_OFF);
  }

  @Test
  void a_prompt_that_was_blocked_is_refused() throws Exception {
    Heard heard =
        heard(
            Scripts.events(
                """
                {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":\
                {"promptTokenCount":7,"totalTokenCount":7},"modelVersion":"m"}\
                """));
    assertThat(heard.kind()).isEqualTo(Kind.REFUSED);
    assertThat(heard.fault().detail()).contains("PROHIBITED_CONTENT");
  }

  @Test
  void the_errors_of_the_api_are_told_apart() throws Exception {
    Fault key =
        refused(
            400,
            "INVALID_ARGUMENT",
            "API key not valid. Please pass a valid API key.",
            "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\"}");
    assertThat(key)
        .isEqualTo(
            new Fault(
                Kind.WRONG_KEY,
                "400 API key not valid. Please pass a valid API key. (INVALID_ARGUMENT)",
                null));
    assertThat(refused(403, "PERMISSION_DENIED", "Method doesn't allow this", "").kind())
        .isEqualTo(Kind.WRONG_KEY);
    assertThat(refused(404, "NOT_FOUND", "models/x is not found for API version v1beta", "").kind())
        .isEqualTo(Kind.UNKNOWN_MODEL);
    assertThat(
            refused(
                429,
                "RESOURCE_EXHAUSTED",
                "You exceeded your current quota.",
                """
                {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"31.5s"}\
                """))
        .extracting(Fault::kind, Fault::retryAfter)
        .containsExactly(Kind.RATE_LIMITED, Duration.ofMillis(31_500));
    assertThat(
            refused(
                    400,
                    "INVALID_ARGUMENT",
                    "The input token count (1200000) exceeds the maximum number of tokens allowed"
                        + " (1048576).",
                    "")
                .kind())
        .isEqualTo(Kind.CONTEXT_TOO_LONG);
    assertThat(refused(503, "UNAVAILABLE", "The model is overloaded.", "").kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused(500, "INTERNAL", "An internal error has occurred", "").kind())
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(refused(504, "DEADLINE_EXCEEDED", "Deadline expired", "").kind())
        .isEqualTo(Kind.TIMED_OUT);
    Heard array =
        heard(
            Scripts.refusal(
                400,
                """
                [{"error":{"code":400,"message":"API key expired. Please renew it.",\
                "status":"INVALID_ARGUMENT"}}]\
                """));
    assertThat(array.kind()).isEqualTo(Kind.WRONG_KEY);
  }
}
