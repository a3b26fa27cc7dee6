package chat.parley.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpellingTest {
  private final Spelling spelling =
      new Spelling(
          Map.of(
              "backup",
              5L,
              "keyboard",
              3L,
              "shortcut",
              2L,
              "store",
              2L,
              "stone",
              1L,
              "log",
              1L,
              "file",
              1L));

  @Test
  void slips_are_letters_left_out_added_changed_or_swapped() {
    assertThat(Spelling.slips("backup", "backup")).isZero();
    assertThat(Spelling.slips("bakup", "backup")).isEqualTo(1);
    assertThat(Spelling.slips("baackup", "backup")).isEqualTo(1);
    assertThat(Spelling.slips("beckup", "backup")).isEqualTo(1);
    assertThat(Spelling.slips("bakcup", "backup")).isEqualTo(1);
    assertThat(Spelling.slips("", "log")).isEqualTo(3);
  }

  @Test
  void the_nearest_word_is_meant_and_of_two_the_more_frequent() {
    assertThat(spelling.nearest("bakcup")).contains("backup");
    assertThat(spelling.nearest("keybaord")).contains("keyboard");
    assertThat(spelling.nearest("stohe")).contains("store");
  }

  @Test
  void short_words_and_other_first_letters_are_not_guessed() {
    assertThat(spelling.nearest("lag")).isEmpty();
    assertThat(spelling.nearest("hackup")).isEmpty();
    assertThat(spelling.nearest("weather")).isEmpty();
  }

  @Test
  void two_words_in_one_are_seen() {
    assertThat(spelling.parts("logfile")).contains("log file");
    assertThat(spelling.parts("logarithm")).isEmpty();
    assertThat(spelling.parts("log")).isEmpty();
  }
}
