package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TitleTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Why the sky is blue | Why the sky is blue",
        "\"Why the sky is blue\" | Why the sky is blue",
        "“Why the sky is blue.” | Why the sky is blue",
        "**Why the sky is blue** | Why the sky is blue",
        "# Why the sky is blue | Why the sky is blue",
        "Title: Why the sky is blue | Why the sky is blue",
        "**Title:** \"Why the sky is blue\" | Why the sky is blue",
        "1. Why the sky is blue | Why the sky is blue",
        "Titel: Warum der Himmel blau ist | Warum der Himmel blau ist",
        "标题：天空为什么是蓝色的 | 天空为什么是蓝色的",
        "«Pourquoi le ciel est bleu» | Pourquoi le ciel est bleu",
        "C# and snake_case in 5 * 3 | C# and snake_case in 5 * 3",
        "It's Robin's plan | It's Robin's plan",
        "Titles: how to write them | Titles: how to write them",
        "What now? | What now?",
        "To be continued... | To be continued..."
      })
  void what_stands_around_a_title_is_taken_off(String said, String title) {
    assertThat(TitleText.of(said)).contains(title);
  }

  @Test
  void reasoning_politeness_and_fences_before_it_are_passed_over() {
    assertThat(TitleText.of("<think>\nThe user asks.\n</think>\n\nWhy the sky is blue"))
        .contains("Why the sky is blue");
    assertThat(TitleText.of("Sure! Here is a title:\n\n```\nWhy the sky is blue\n```"))
        .contains("Why the sky is blue");
    assertThat(TitleText.of("Why the sky is blue\n\nI chose this because it is short."))
        .contains("Why the sky is blue");
    assertThat(TitleText.of("Why\tthe\u0000 sky\u202e is blue")).contains("Why the sky is blue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n\n ",
        "\"\"",
        "...",
        "**",
        "New chat",
        "\"New Chat.\"",
        "Title:",
        "Untitled",
        "<think>and no end",
        "🎉"
      })
  void what_says_nothing_is_none(String said) {
    assertThat(TitleText.of(said)).isEmpty();
  }

  @Test
  void a_longer_one_is_cut_between_words() {
    String said = "A " + "word ".repeat(50);
    assertThat(TitleText.of(said))
        .hasValueSatisfying(title ->
            assertThat(title).hasSizeLessThanOrEqualTo(TitleText.LONGEST).endsWith("word"));
    assertThat(TitleText.of("😀a".repeat(50)))
        .hasValueSatisfying(title ->
            assertThat(title.codePointCount(0, title.length())).isEqualTo(TitleText.LONGEST));
  }
}
