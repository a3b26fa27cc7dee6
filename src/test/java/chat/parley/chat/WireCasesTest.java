package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.OpenAiProvider;
import chat.parley.provider.Timeouts;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.TestApp;
import chat.parley.support.WireCase;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What real servers send, from their socket to the page; all of them are tried at the provider.
@Timeout(60)
final class WireCasesTest {
  private static final List<String> SOME =
      List.of(
          "fin-every-chunk",
          "fin-every-reasoning",
          "ev-data-null",
          "ev-one-newline",
          "tr-201-json",
          "tr-gzip",
          "tr-sse-as-html",
          "d-big-foreign",
          "su-lone",
          "th-noopen",
          "th-second",
          "th-kimi",
          "e-200-sse-err");

  @Test
  void a_page_shows_what_the_server_said() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        OpenAiProvider provider =
            new OpenAiProvider(
                "openai", upstream.url(), Optional.empty(), Timeouts.DEFAULT, Clock.systemUTC());
        TestApp parley = TestApp.start(provider)) {
      for (WireCase one : WireCase.all()) {
        if (SOME.contains(one.id())) {
          upstream.always(one.answer());
          String state = one.says().at("/expect/state").asText();
          String chat = parley.begin("Play " + one.id());
          Element answer =
              parley
                  .awaitPage(chat, "#message-2[data-state=" + state + "]")
                  .expectFirst("#message-2");
          assertThat(answer.select(".message-body").text())
              .as(one.id())
              .isEqualTo(one.says().at("/expect/text").asText("").strip());
          assertThat(answer.select(".thought-text").text())
              .as(one.id())
              .isEqualTo(one.says().at("/expect/reasoning").asText("").replace('\n', ' '));
        }
      }
    }
  }
}
