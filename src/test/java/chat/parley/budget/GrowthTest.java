package chat.parley.budget;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.live.AnswerGrowth;
import chat.parley.live.Channels;
import chat.parley.live.GrowingAnswer;
import chat.parley.live.Position;
import chat.parley.markdown.Markdown;
import chat.parley.support.GrowingText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A long answer costs as much for each character at its end as at its beginning, in what a reader
/// is sent and in what is allocated to make that.
@Tag("alone")
final class GrowthTest {
  private static final int SIZE = 60_000; // characters
  private static final int CHUNK = 24; // characters

  /// The budget of a long answer, last tenth over first; 1.07 were seen.
  private static final double MOST_GROWTH = 1.3;

  /// What was seen, for each character: prose 27.5 bytes sent and 2,150 allocated (each chunk
  /// renders its open paragraph anew), code 11.7 and 170, a list 15 and 1,350, a table 14.3 and
  /// 1,700. Most of what is sent is the frame around 24 characters.
  @ParameterizedTest
  @CsvSource({"PROSE, 34, 2690", "CODE, 14.6, 212", "LIST, 18.7, 1690", "TABLE, 17.9, 2120"})
  void each_character_of_a_long_answer_costs_the_same(
      GrowingText kind, double mostSent, double mostAllocated) {
    cost(kind.of(SIZE, 1), new Incremental()); // what is loaded once
    Cost cost = cost(kind.of(SIZE, 2), new Incremental());
    assertThat(cost.sent().each()).as("bytes sent a character").isLessThanOrEqualTo(mostSent);
    assertThat(cost.allocated().each())
        .as("bytes allocated a character")
        .isLessThanOrEqualTo(mostAllocated);
    assertThat(cost.sent().growth()).as("growth of what is sent").isLessThan(MOST_GROWTH);
    assertThat(cost.allocated().growth()).as("growth of allocations").isLessThan(MOST_GROWTH);
  }

  @Test
  void an_answer_that_was_rendered_whole_for_each_chunk_would_be_seen() {
    Markdown markdown = new Markdown();
    StringBuilder text = new StringBuilder();
    Cost cost =
        cost(
            GrowingText.PROSE.of(6_000, 1),
            chunk -> markdown.render(text.append(chunk).toString()).length());
    assertThat(cost.sent().growth()).isGreaterThan(MOST_GROWTH);
    assertThat(cost.allocated().growth()).isGreaterThan(MOST_GROWTH);
  }

  private interface Renderer {
    /// @return how many bytes a reader is sent
    int grow(String chunk);
  }

  /// As the server does it for readers who keep up.
  private static final class Incremental implements Renderer {
    private final GrowingAnswer answer = new Channels(new Markdown()).begin("a", 2, 1, "");
    private Position held = Position.at(1, 2).growing(2, 1, 0);

    @Override
    public int grow(String chunk) {
      answer.publish(chunk);
      AnswerGrowth growing = answer.after(held).orElseThrow();
      held = growing.to();
      return growing.event().bytes().length;
    }
  }

  private record Cost(Course sent, Course allocated) {}

  /// @param each for each character, in the middle of all
  /// @param growth the last tenth in proportion to the first
  private record Course(double each, double growth) {
    static Course of(long[] tenths, int size) {
      long all = 0;
      for (long tenth : tenths) {
        all += tenth;
      }
      return new Course((double) all / size, (double) tenths[9] / tenths[0]);
    }
  }

  private static Cost cost(String text, Renderer renderer) {
    long[] sent = new long[10];
    long[] allocated = new long[10];
    int size = text.length();
    for (int from = 0; from < size; from += CHUNK) {
      String chunk = text.substring(from, Math.min(size, from + CHUNK));
      int tenth = from * 10 / size;
      long before = Allocations.here();
      sent[tenth] += renderer.grow(chunk);
      allocated[tenth] += Allocations.here() - before;
    }
    return new Cost(Course.of(sent, size), Course.of(allocated, size));
  }
}
