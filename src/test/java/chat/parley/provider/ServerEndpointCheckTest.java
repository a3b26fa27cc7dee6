package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.AnthropicWords;
import chat.parley.support.GeminiWords;
import chat.parley.support.OllamaWords;
import chat.parley.support.OpenAiWords;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.Words;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ServerEndpointCheckTest {

  private static final String KEY = "sk-alice-secret-1234";
  private static final Duration LATE = Duration.ofSeconds(30);

  private final ScriptedUpstream upstream = ScriptedUpstream.start();

  @AfterEach
  public void close() {
    upstream.close();
  }

  private static String list(Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> "{\"data\":[{\"id\":\"a\"},{\"id\":\"m\"}]}";
      case ANTHROPIC -> "{\"data\":[{\"id\":\"a\"},{\"id\":\"m\"}],\"has_more\":false}";
      case GEMINI ->
          """
          {"models":[{"name":"models/a","supportedGenerationMethods":["generateContent"]},\
          {"name":"models/m","supportedGenerationMethods":["generateContent"]}]}\
          """;
      case OLLAMA -> "{\"models\":[{\"name\":\"a\"},{\"name\":\"m\"}]}";
    };
  }

  /// And nothing after it.
  private static Script firstWord(Protocol protocol) {
    Words words =
        switch (protocol) {
          case OPENAI -> new OpenAiWords();
          case ANTHROPIC -> new AnthropicWords();
          case GEMINI -> new GeminiWords();
          case OLLAMA -> new OllamaWords();
        };
    return words.after(Scripts.numbered(1), (_, wire) -> wire.silence());
  }

  private ConnectionCheck trial(Protocol protocol, Optional<String> key, Optional<String> model)
      throws InterruptedException {
    return trial(new ServerEndpoint("alices", protocol, upstream.address(), key), model);
  }

  private static ConnectionCheck trial(ServerEndpoint connection, Optional<String> model)
      throws InterruptedException {
    return ConnectionCheck.of(connection, model, Timeouts.TRYING, InstantSource.system());
  }

  private String listed(Script listing) throws InterruptedException {
    upstream.listing(listing);
    ConnectionCheck trial = trial(Protocol.OPENAI, Optional.of(KEY), Optional.empty());
    assertThat(trial.works()).isFalse();
    assertThat(trial.sentence()).doesNotContain(KEY);
    return trial.sentence();
  }

  private String asked(Script answer) throws InterruptedException {
    upstream.listing(Scripts.refusal(200, list(Protocol.OPENAI)));
    upstream.next(answer);
    ConnectionCheck trial = trial(Protocol.OPENAI, Optional.of(KEY), Optional.of("m"));
    assertThat(trial.works()).isFalse();
    assertThat(trial.fault()).isNotNull();
    return trial.sentence();
  }

  @Test
  void a_connection_that_works_says_how_many_models_it_has_and_that_one_answers() throws Exception {
    for (Protocol protocol : Protocol.values()) {
      upstream.listing(Scripts.refusal(200, list(protocol)));
      ConnectionCheck listed = trial(protocol, Optional.of(KEY), Optional.empty());
      assertThat(listed.sentence()).isEqualTo("Connected: 2 models.");
      assertThat(listed.works()).isTrue();
      assertThat(listed.models()).extracting(Model::name).containsExactlyInAnyOrder("a", "m");
      upstream.next(firstWord(protocol));
      ConnectionCheck answered = trial(protocol, Optional.of(KEY), Optional.of("m"));
      assertThat(answered.sentence()).isEqualTo("Connected: 2 models, and m answers.");
      assertThat(answered.works()).isTrue();
      // The first word was enough.
      upstream.awaitDisconnect();
    }
  }

  @Test
  void a_server_that_answers_but_does_not_list_works() throws Exception {
    upstream.listing(Scripts.refusal(404, "{\"detail\":\"Not Found\"}"));
    upstream.next(Scripts.good("Yes"));
    ConnectionCheck trial = trial(Protocol.OPENAI, Optional.empty(), Optional.of("m"));
    assertThat(trial.sentence())
        .isEqualTo("Connected: m answers, but the server does not list its models.");
    assertThat(trial.works()).isTrue();
  }

  @Test
  void a_server_without_models_says_how_to_get_one() throws Exception {
    upstream.listing(Scripts.refusal(200, "{\"models\":[]}"));
    ConnectionCheck trial = trial(Protocol.OLLAMA, Optional.empty(), Optional.empty());
    assertThat(trial.works()).isFalse();
    assertThat(trial.sentence())
        .isEqualTo(
            "Connected, but it has no model yet: fetch one, for example with “ollama pull"
                + " llama3.2”.");
    assertThat(listed(Scripts.listing())).isEqualTo("Connected, but it lists no model that chats.");
  }

  @Test
  void what_is_wrong_is_said_in_one_sentence() throws Exception {
    assertThat(listed(Scripts.Faults.WRONG_KEY))
        .isEqualTo("The server did not accept the key: check that it is whole and still valid.");
    assertThat(listed(Scripts.htmlPage(200)))
        .isEqualTo(
            "Something answers at %s, but it is no server of this kind (OpenAI or compatible):"
                    .formatted(upstream.url())
                + " check both.");
    assertThat(listed(Scripts.refusal(404, "{\"detail\":\"Not Found\"}")))
        .startsWith("Something answers at");
    assertThat(listed(Scripts.Faults.RATE_LIMITED)).startsWith("The server takes no more requests");
    assertThat(listed(Scripts.Faults.UNAVAILABLE))
        .startsWith("The server is there, and still loads the model");
    assertThat(listed(Scripts.refusal(500, "Oops"))).startsWith("The server has a problem");
    assertThat(listed((_, wire) -> wire.close()))
        .isEqualTo("The server at " + upstream.url() + " closed the connection without an answer.");
    assertThat(asked(Scripts.Faults.UNKNOWN_MODEL))
        .isEqualTo("Connected, but the server has no model called m.");
    assertThat(asked(Scripts.events()))
        .isEqualTo("Connected, but what m sent is no answer: does it chat?");
    assertThat(asked(Scripts.closesAfter(0)))
        .isEqualTo("Connected, but the connection broke off before m said a word.");
    assertThat(asked(Scripts.Faults.RATE_LIMITED)).startsWith("The server takes no more requests");
  }

  @Test
  void without_a_key_it_says_that_one_is_wanted() throws Exception {
    upstream.listing(Scripts.Faults.WRONG_KEY);
    assertThat(trial(Protocol.OPENAI, Optional.empty(), Optional.empty()).sentence())
        .isEqualTo("The server wants a key: enter one.");
  }

  @Test
  void an_address_where_nobody_is_says_so() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String nobody = "http://127.0.0.1:" + free;
    assertThat(
            trial(
                    new ServerEndpoint("x", Protocol.OLLAMA, nobody, Optional.empty()),
                    Optional.empty())
                .sentence())
        .isEqualTo(
            "Nobody answers at " + nobody + ": check that the server is running, and its port.");
    ServerEndpoint misspelt =
        new ServerEndpoint("x", Protocol.OLLAMA, "http://nobody.invalid", Optional.empty());
    assertThat(trial(misspelt, Optional.of("m")).sentence())
        .isEqualTo("The address http://nobody.invalid leads to no computer: check its spelling.");
    ServerEndpoint plain =
        new ServerEndpoint(
            "x", Protocol.OLLAMA, "https://127.0.0.1:" + upstream.port(), Optional.empty());
    assertThat(trial(plain, Optional.empty()).sentence()).startsWith("There is no https");
  }

  @Test
  void a_server_that_says_nothing_is_waited_for_so_long_and_no_longer() throws Exception {
    upstream.listing((_, wire) -> wire.silence());
    Duration second = Duration.ofSeconds(1);
    ConnectionCheck trial =
        ConnectionCheck.of(
            new ServerEndpoint("x", Protocol.OLLAMA, upstream.address(), Optional.empty()),
            Optional.empty(),
            new Timeouts(LATE, second, second, second),
            InstantSource.system());
    assertThat(trial.sentence())
        .isEqualTo(
            "The server at %s took the connection, but said nothing for 1 s."
                .formatted(upstream.address()));
  }
}
