package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Model;
import chat.parley.provider.OpenAiProvider;
import chat.parley.provider.Timeouts;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.WireCase;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What real models say when they are asked for a title.
@Timeout(60)
final class TitleCasesTest {

  static Stream<WireCase> titles() {
    return WireCase.all().stream().filter(one -> one.says().has("expectTitle"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("titles")
  void a_title_is_understood(WireCase one) throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        OpenAiProvider provider =
            new OpenAiProvider(
                "cases", upstream.url(), Optional.empty(), Timeouts.DEFAULT, Clock.systemUTC())) {
      upstream.always(one.title());
      TitleQueue.FirstExchange said =
          new TitleQueue.FirstExchange(one.says().path("ask").asText(), "Because of scattering.");
      Optional<String> title =
          TitleGenerator.ask(provider, new Model("cases", "m", null), said).flatMap(TitleText::of);
      Optional<String> expected = Optional.ofNullable(one.says().get("expectTitle").textValue());
      if (one.isNotYetUnderstood()) {
        assertThat(title).as("%s: no longer to be listed as wrong", one).isNotEqualTo(expected);
      } else {
        assertThat(title).as(one.says().path("report").asText()).isEqualTo(expected);
      }
    }
  }
}
