package chat.parley.budget;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.PageWeight;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.TestApp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What a page weighs when it travels, and how often a browser must ask for it.
final class WeightTest {
  private static final int KILOBYTE = 1024;

  /// 33.7 KB were seen. A quarter more would be above the budget of the chat page, which holds.
  private static final int MOST_SCRIPT = 40 * KILOBYTE;

  /// Scripts, style sheets and the icon: 45.4 KB were seen.
  private static final int MOST_BYTES = 55 * KILOBYTE;

  /// 38 were seen: 25 scripts, 12 style sheets, an icon. They are asked for once in the life of a
  /// version; a proxy that speaks HTTP/1.1 makes each wait for others.
  private static final int MOST_REQUESTS = 47;

  /// 7,697 bytes were seen, with no chat in the sidebar.
  private static final int LONGEST_HOME = 9_600;

  /// 2,158 bytes were seen.
  private static final int LONGEST_HOME_ZIPPED = 2_700;

  private final ScriptedProvider model = new ScriptedProvider();

  @Test
  void a_chat_page_loads_little_script_and_few_files() throws IOException, InterruptedException {
    try (TestApp parley = TestApp.start(model)) {
      String chat = parley.begin("Hello");
      model.asked().say("Hello **you**.").finish();
      parley.awaitPage(chat, "[data-state=finished]");
      PageWeight page = weight(parley, chat);
      assertThat(page.scripts())
          .as("assumed: what a script imports is found")
          .anyMatch(script -> script.endsWith("/js/chat/poll.js"));
      assertThat(page.script()).as("bytes of script").isLessThanOrEqualTo(MOST_SCRIPT);
      assertThat(page.all()).as("bytes of everything").isLessThanOrEqualTo(MOST_BYTES);
      assertThat(page.requests()).hasSizeLessThanOrEqualTo(MOST_REQUESTS);
    }
  }

  @Test
  void the_home_page_loads_no_more_than_a_chat_and_is_small() throws IOException {
    try (TestApp parley = TestApp.start(model)) {
      byte[] home = parley.get("/", "Accept", "text/html").body().getBytes(StandardCharsets.UTF_8);
      assertThat(home).hasSizeLessThanOrEqualTo(LONGEST_HOME);
      assertThat(PageWeight.zipped(home)).isLessThanOrEqualTo(LONGEST_HOME_ZIPPED);
      assertThat(weight(parley, "/").script()).isLessThanOrEqualTo(MOST_SCRIPT);
    }
  }

  private static PageWeight weight(TestApp parley, String address) throws IOException {
    return PageWeight.of(
        address,
        parley.get(address, "Accept", "text/html").body(),
        file -> {
          HttpResponse<String> response = parley.get(file);
          assertThat(response.statusCode()).as(file).isEqualTo(200);
          return response.body().getBytes(StandardCharsets.UTF_8);
        });
  }
}
