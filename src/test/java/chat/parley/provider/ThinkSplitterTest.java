package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ThinkSplitterTest {

  private record Parts(String reasoning, String text) {}

  private static final Map<String, Parts> ANSWERS =
      Map.ofEntries(
          Map.entry("<think>a b</think>c d", new Parts("a b", "c d")),
          Map.entry(" \n<think>\n a < b \n</think>\n\n c", new Parts("a < b", "c")),
          Map.entry("<think></think>c", new Parts("", "c")),
          Map.entry("<think>\n\n</think>\n\nc", new Parts("", "c")),
          Map.entry("<think>a</thin k></think>c", new Parts("a</thin k>", "c")),
          Map.entry("<think>a</think>c <think>d</think>", new Parts("a", "c <think>d</think>")),
          Map.entry("c <think>d</think>", new Parts("", "c <think>d</think>")),
          Map.entry("<thinking>d", new Parts("", "<thinking>d")),
          Map.entry("<thi", new Parts("", "<thi")),
          Map.entry("  c", new Parts("", "  c")),
          Map.entry("", new Parts("", "")),
          Map.entry("<think>cut </thi", new Parts("cut </thi", "")),
          Map.entry("<think>👋 ü</think>👋", new Parts("👋 ü", "👋")));

  @Test
  void reasoning_and_text_are_told_apart_wherever_the_answer_is_split() {
    ANSWERS.forEach((answer, parts) -> {
      for (int first = 0; first <= answer.length(); first++) {
        for (int second = first; second <= answer.length(); second++) {
          List<Chunk> chunks =
              split(
                  answer.substring(0, first),
                  answer.substring(first, second),
                  answer.substring(second));
          assertThat(parts(chunks)).as("%s at %s, %s", answer, first, second).isEqualTo(parts);
          assertThat(chunks).noneMatch(ThinkSplitterTest::isEmpty);
        }
      }
    });
  }

  @Test
  void every_character_by_itself_gives_the_same() {
    ANSWERS.forEach((answer, parts) ->
        assertThat(
                parts(split(answer.chars().mapToObj(Character::toString).toArray(String[]::new))))
            .as(answer)
            .isEqualTo(parts));
  }

  @Test
  void text_is_not_held_back_once_it_is_no_tag() {
    List<Chunk> chunks = new ArrayList<>();
    ThinkSplitter splitter = new ThinkSplitter(chunks::add);
    splitter.accept("<t");
    assertThat(chunks).isEmpty();
    splitter.accept("able>");
    assertThat(chunks).containsExactly(new Chunk.Text("<table>"));
    splitter.accept("<");
    assertThat(chunks).hasSize(2);
  }

  @Test
  void reasoning_is_passed_on_as_it_comes() {
    List<Chunk> chunks = new ArrayList<>();
    ThinkSplitter splitter = new ThinkSplitter(chunks::add);
    splitter.accept("<think>one");
    splitter.accept(" two");
    assertThat(chunks).containsExactly(new Chunk.Reasoning("one"), new Chunk.Reasoning(" two"));
  }

  @Test
  void endless_white_space_is_not_held_back_for_ever() {
    List<Chunk> chunks = new ArrayList<>();
    ThinkSplitter splitter = new ThinkSplitter(chunks::add);
    for (int i = 0; i < 2_000; i++) {
      splitter.accept(" ");
    }
    assertThat(chunks).isNotEmpty();
  }

  private static List<Chunk> split(String... pieces) {
    List<Chunk> chunks = new ArrayList<>();
    ThinkSplitter splitter = new ThinkSplitter(chunks::add);
    for (String piece : pieces) {
      if (!piece.isEmpty()) {
        splitter.accept(piece);
      }
    }
    splitter.flush();
    return chunks;
  }

  private static Parts parts(List<Chunk> chunks) {
    Heard heard = new Heard(chunks, new Ending.Complete(false, null, null));
    return new Parts(heard.reasoning(), heard.text());
  }

  private static boolean isEmpty(Chunk chunk) {
    return switch (chunk) {
      case Chunk.Text(String text) -> text.isEmpty();
      case Chunk.Reasoning(String text) -> text.isEmpty();
    };
  }
}
