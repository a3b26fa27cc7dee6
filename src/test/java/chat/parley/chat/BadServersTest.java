package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.chat.BadServer.Patience;
import chat.parley.provider.OpenAiProvider;
import chat.parley.provider.Timeouts;
import chat.parley.support.ReaderPage;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a server of models does: the answer comes to an end that has a name, keeps what was
/// shown, and there is a way on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadServersTest {
  private static final Duration LATE = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofMillis(500);

  /// The longest answer, as docs/limits.md has it.
  private static final int LONGEST = 2_000_000;

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<OpenAiProvider> providers =
      List.of(
          provider(Patience.PATIENT, new Timeouts(LATE, LATE, LATE, LATE)),
          provider(Patience.SHORT_BEFORE_THE_FIRST, new Timeouts(LATE, SOON, LATE, LATE)),
          provider(Patience.SHORT_BETWEEN, new Timeouts(LATE, LATE, SOON, LATE)),
          provider(
              Patience.SHORT_FOR_SIGNS_OF_LIFE,
              new Timeouts(LATE, Duration.ofSeconds(10), SOON, LATE)));
  private final TestApp parley = start();
  private final Visitor visitor = new Visitor(URI.create("http://127.0.0.1:" + parley.port()));

  private OpenAiProvider provider(Patience patience, Timeouts timeouts) {
    return new OpenAiProvider(
        name(patience), upstream.url(), Optional.empty(), timeouts, Clock.systemUTC());
  }

  private TestApp start() {
    upstream.listing(
        Scripts.listing(
            Stream.concat(
                    Stream.of("endless", "endless-reasoning"),
                    BadServers.all().stream().map(BadServer::name))
                .toArray(String[]::new)));
    return TestApp.start(
        config -> config.timings = TestApp.retrying(Duration.ofMillis(50)),
        providers.toArray(OpenAiProvider[]::new));
  }

  private static String name(Patience patience) {
    return patience.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @AfterAll
  void stop() {
    parley.close();
    providers.forEach(OpenAiProvider::close);
    upstream.close();
  }

  static List<BadServer> servers() {
    return BadServers.all();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void every_answer_comes_to_an_end_with_a_name_and_a_way_on(BadServer server) throws Exception {
    String model = name(server.patience()) + "/" + server.name();
    String chat = ask(model, server.script());
    ReaderPage reader = ReaderPage.load(parley, chat);
    reader.readUntil("#message-2[data-state=" + server.state() + "]");

    Document page = parley.page(chat);
    assertThat(ReaderPage.difference(reader, ReaderPage.load(parley, chat))).isEmpty();
    assertThat(page.select("#fault-2").attr("data-fault")).isEqualTo(server.fault());
    assertThat(visitor.answer(chat, 2)).isEqualTo(new Answer(server.state(), server.text()));
    assertThat(page.select("#body-2").text()).isEqualTo(server.text().strip());
    assertThat(page.select("#message-2 .status")).as("nothing turns for ever").isEmpty();

    upstream.forModel(server.name(), Scripts.good("And on."));
    // From here on nobody is hasty: on a busy machine a good server would be too slow as well.
    if (server.state().equals("failed")
        && !server.text().isEmpty()
        && server.patience() == Patience.PATIENT) {
      answer(chat, "continue", "");
      assertThat(visitor.end(chat, 2)).isEqualTo(new Answer("finished", server.text() + "And on."));
      return;
    }
    answer(chat, server.state().equals("failed") ? "retry" : "again", "patient/" + server.name());
    int number = server.text().isEmpty() ? 2 : 3;
    parley.awaitPage(chat, "#message-" + number + "[data-state=finished]");
    assertThat(parley.page(chat).select("#body-" + number).text()).isEqualTo("And on.");
  }

  @Test
  void an_endless_answer_is_cut_at_the_longest_and_the_server_is_left() throws Exception {
    String chat = ask("patient/endless", Scripts.endless("and so on ".repeat(2_000)));
    upstream.awaitDisconnect();
    Document page = parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(visitor.answer(chat, 2).text()).hasSize(LONGEST).startsWith("and so on and");
    assertThat(page.select("#message-2 .notes").text()).contains("length limit");

    upstream.forModel("endless", Scripts.good("At last."));
    answer(chat, "continue", "");
    assertThat(visitor.end(chat, 2).text()).endsWith("At last.");
  }

  @Test
  void endless_reasoning_is_cut_too() throws Exception {
    Script endless =
        (_, wire) -> {
          wire.stream();
          while (true) {
            wire.reasoning("hm, so ".repeat(3_000));
          }
        };
    String chat = ask("patient/endless-reasoning", endless);
    upstream.awaitDisconnect();
    Document page = parley.awaitPage(chat, "#message-2[data-state=finished]");
    assertThat(page.select("#message-2 .notes").text()).contains("length limit");
    assertThat(visitor.answer(chat, 2)).isEqualTo(new Answer("finished", ""));
  }

  private String ask(String model, Script script) throws InterruptedException {
    upstream.forModel(model.replaceFirst(".*/", ""), script);
    return visitor.post("/messages", Map.of("text", "Go on", "model", model)).orElseThrow();
  }

  private void answer(String chat, String action, String model) throws InterruptedException {
    Map<String, String> form = Map.of("message", "2", "action", action, "model", model);
    assertThat(visitor.post(chat + "/answers", form)).isPresent();
  }
}
