package chat.parley.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DocsIndexTest {
  private final AtomicInteger built = new AtomicInteger();
  private final DocsIndex index =
      new DocsIndex(() -> {
        built.incrementAndGet();
        return List.of(
            section("Brewing coffee", "espresso", "Grind the beans and pour hot water over them."),
            section("Brewing tea", "", "Pour water of 80 degrees over the leaves."),
            section("Cleaning the kettle", "", "Vinegar takes away the limescale in a log file."),
            section("Buying a kettle", "", "One of steel lasts longest."));
      });

  @AfterEach
  public void close() {
    index.close();
  }

  @Test
  void it_is_built_by_the_first_question_and_only_once() throws Exception {
    assertThat(built).hasValue(0);
    find("kettle");
    find("coffee");
    assertThat(built).hasValue(1);
  }

  @Test
  void a_heading_counts_more_than_a_mention() throws Exception {
    assertThat(find("tea leaves in the kettle").getFirst()).isEqualTo("Brewing tea");
    assertThat(find("cleaning a kettle").getFirst()).isEqualTo("Cleaning the kettle");
  }

  @Test
  void other_forms_of_a_word_are_found() throws Exception {
    assertThat(find("how do I clean kettles")).first().isEqualTo("Cleaning the kettle");
  }

  @Test
  void words_that_people_ask_by_are_found() throws Exception {
    assertThat(find("espresso")).containsExactly("Brewing coffee");
  }

  @Test
  void a_slip_of_the_finger_is_mended() throws Exception {
    assertThat(find("vinegra")).containsExactly("Cleaning the kettle");
    assertThat(find("limescael")).containsExactly("Cleaning the kettle");
  }

  @Test
  void two_words_written_as_one_are_taken_apart() throws Exception {
    assertThat(find("logfile")).containsExactly("Cleaning the kettle");
  }

  @Test
  void nothing_is_found_for_what_is_not_there() throws Exception {
    assertThat(find("trains to Vienna")).isEmpty();
    assertThat(find("pour money into shares of railways")).isEmpty();
    assertThat(find("")).isEmpty();
    assertThat(find("the of and")).isEmpty();
  }

  @Test
  void nothing_in_a_question_is_taken_for_a_query() throws Exception {
    for (var text :
        List.of("\"tea", "tea OR coffee)", "NEAR(tea", "heading : tea", "tea*", "';tea; --")) {
      assertThat(find(text)).as(text).isNotEmpty();
    }
  }

  @Test
  void a_very_long_question_is_cut_and_answered() throws Exception {
    assertThat(find("tea ".repeat(25_000))).first().isEqualTo("Brewing tea");
  }

  @Test
  void however_long_a_question_is_a_bounded_number_of_words_is_looked_up() {
    var words = IntStream.range(0, 1_000).mapToObj(i -> "tea" + i).collect(joining(" "));
    assertThat(Words.telling(words)).hasSize(40);
    assertThat(Words.telling(words.repeat(4))).hasSize(40);
    assertThat(Words.telling("t".repeat(100_000)).getFirst()).hasSize(4_000);
    assertThat(new Spelling(Map.of("tea", 1L)).parts("tea".repeat(1_000))).isEmpty();
  }

  @Test
  void what_was_asked_before_decides_where_the_question_does_not() throws Exception {
    assertThat(index.find("and how do I do that?", "cleaning the kettle", 1))
        .extracting(hit -> hit.section().heading())
        .containsExactly("Cleaning the kettle");
    assertThat(index.find("And brewing?", "the tea", 1))
        .extracting(hit -> hit.section().heading())
        .containsExactly("Brewing tea");
  }

  private List<String> find(String text) throws InterruptedException {
    return index.find(text, "", 3).stream().map(hit -> hit.section().heading()).toList();
  }

  private static Section section(String heading, String asked, String text) {
    return new Section("drinks", "Drinks", heading, asked, text);
  }
}
