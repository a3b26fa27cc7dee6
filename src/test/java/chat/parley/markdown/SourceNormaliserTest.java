package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SourceNormaliserTest {
  @Test
  void line_ends_become_line_feeds_and_nul_becomes_the_replacement_character() {
    assertThat(SourceNormaliser.normalise("a\r\nb\rc\nd\0e\r")).isEqualTo("a\nb\nc\nd\uFFFDe\n");
  }

  @Test
  void halves_of_characters_become_the_replacement_character() {
    assertThat(SourceNormaliser.normalise("a\uD83Db\uDE00c\uD83D"))
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
    assertThat(SourceNormaliser.normalise("\uD83D\r\n\uD83D\uD83D\uDE00"))
        .isEqualTo("\uFFFD\n\uFFFD😀");
  }

  @Test
  void a_line_end_cut_in_two_is_one_line_end() {
    SourceNormaliser normaliser = new SourceNormaliser();
    assertThat(normaliser.accept("a\r")).isEqualTo("a\n");
    assertThat(normaliser.accept("\nb")).isEqualTo("b");
  }

  @Test
  void half_a_character_is_held_back_until_it_is_whole() {
    SourceNormaliser normaliser = new SourceNormaliser();
    assertThat(normaliser.accept("a\uD83D")).isEqualTo("a");
    assertThat(normaliser.accept("")).isEmpty();
    assertThat(normaliser.accept("\uDE00b")).isEqualTo("😀b");
    assertThat(normaliser.end()).isEmpty();
  }

  @Test
  void the_cuts_make_no_difference() {
    String text = "a\r\n\r\r\n\n😀\uD83D\r\n\uDE00\0\r😀";
    for (int first = 0; first <= text.length(); first++) {
      for (int second = first; second <= text.length(); second++) {
        SourceNormaliser normaliser = new SourceNormaliser();
        String cut =
            normaliser.accept(text.substring(0, first))
                + normaliser.accept(text.substring(first, second))
                + normaliser.accept(text.substring(second))
                + normaliser.end();
        assertThat(cut).isEqualTo(SourceNormaliser.normalise(text));
      }
    }
  }
}
