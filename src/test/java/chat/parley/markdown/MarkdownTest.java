package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MarkdownTest {
  private final Markdown markdown = new Markdown();

  @Test
  void emphasis_is_an_element() {
    assertThat(markdown.render("*a*").strip()).isEqualTo("<p><em>a</em></p>");
  }
}
