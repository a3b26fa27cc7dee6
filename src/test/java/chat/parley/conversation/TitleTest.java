package chat.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A chat is called by its first words.
class TitleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Why is the sky blue?|Why is the sky blue?",
        "  spaces   and\ttabs  |spaces and tabs",
        "# A heading|A heading",
        "###### Small heading|Small heading",
        "> a quote|a quote",
        "- an item|an item",
        "3. a third item|a third item",
        "> - # everything|everything",
        "**bold** and *emphasis* and `code`|bold and emphasis and code",
        "What is new in C# and F#?|What is new in C# and F#?",
        "is a > b or 2*3 = 6 * 1|is a > b or 2*3 = 6 * 1",
        "rename snake_case_name|rename snake_case_name",
        "#hashtag|#hashtag",
        "<script>alert(1)</script>|<script>alert(1)</script>",
        "???|???",
        "***|New chat",
        "#|New chat",
        "> > >|New chat",
        "👩‍🚀|👩‍🚀"
      })
  void its_first_line_without_the_marks_of_markdown(String text, String title) {
    assertThat(Conversation.titleOf(text)).isEqualTo(title);
  }

  @Test
  void the_first_line_that_says_something() {
    assertThat(Conversation.titleOf("\n\n***\n# \nHere it is\nNot this")).isEqualTo("Here it is");
    assertThat(Conversation.titleOf("```java\nint a;\n```")).isEqualTo("int a;");
    assertThat(Conversation.titleOf("")).isEqualTo("New chat");
  }

  @Test
  void a_long_one_is_cut_between_words() {
    String title = Conversation.titleOf("word ".repeat(100));
    assertThat(title).endsWith("word…").hasSizeLessThanOrEqualTo(60);
    assertThat(Conversation.titleOf("exactly ".repeat(7) + "four")).doesNotContain("…");
  }

  @Test
  void words_without_spaces_are_cut_where_they_are() {
    assertThat(Conversation.titleOf("a".repeat(1000))).isEqualTo("a".repeat(59) + "…");
    assertThat(Conversation.titleOf("天".repeat(1000))).isEqualTo("天".repeat(59) + "…");
  }

  @Test
  void never_inside_a_character() {
    for (int before = 0; before < 8; before++) {
      String title = Conversation.titleOf("a".repeat(before) + "👩‍🚀".repeat(100));
      String cut = title.substring(before, title.length() - 1);
      assertThat(cut.length() % "👩‍🚀".length()).as(title).isZero();
      assertThat(new String(title.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(title);
    }
  }

  @Test
  void a_line_of_a_hundred_thousand_marks_is_no_trouble() {
    assertThat(Conversation.titleOf("> ".repeat(50_000))).isEqualTo("New chat");
    assertThat(Conversation.titleOf("*".repeat(100_000))).isEqualTo("New chat");
    assertThat(Conversation.titleOf(" ".repeat(99_999) + "x")).isEqualTo("New chat");
  }

  @Test
  void a_given_name_is_one_line_of_bounded_length() {
    assertThat(Conversation.nameOf(" two\nlines\u0000\u0007 ")).isEqualTo("two lines");
    assertThat(Conversation.nameOf("n".repeat(1000))).hasSize(200).endsWith("…");
    assertThat(Conversation.nameOf(" \n\t ")).isEmpty();
    assertThat(Conversation.nameOf("# stays *as it is*")).isEqualTo("# stays *as it is*");
  }
}
