package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
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
          Map.entry("<thi", new Parts("", "<thi")),
          Map.entry("  c", new Parts("", "  c")),
          Map.entry("", new Parts("", "")),
          Map.entry("<think>cut </thi", new Parts("cut </thi", "")),
          Map.entry("<think>👋 ü</think>👋", new Parts("👋 ü", "👋")));

  /// Ways to mark it that models have, each with what they are known from.
  private static final Map<String, Parts> MARKED =
      Map.ofEntries(
          Map.entry("<thinking>a</thinking>b", new Parts("a", "b")),
          Map.entry("<Think>a</Think>b", new Parts("a", "b")),
          Map.entry("<think >a</think >b", new Parts("a", "b")),
          Map.entry("< think>a</ think>b", new Parts("a", "b")),
          Map.entry("<think lang=\"en\" x='1'>a</think>b", new Parts("a", "b")),
          Map.entry("<seed:think>a</seed:think>b", new Parts("a", "b")),
          Map.entry("<think>a</think>\n<think>b</think>\nc", new Parts("ab", "c")),
          Map.entry("[THINK]a[/THINK]b", new Parts("a", "b")),
          Map.entry("◁think▷a◁/think▷b", new Parts("a", "b")),
          Map.entry("<|channel>thought\na<channel|>b", new Parts("a", "b")),
          Map.entry("<|channel>thought\n<channel|>b", new Parts("", "b")),
          Map.entry(
              "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>",
              new Parts("a", "b")),
          Map.entry(
              "<|start|>assistant<|channel|>analysis<|message|>a<|channel|>final<|message|>b",
              new Parts("a", "b")),
          Map.entry(
              "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary to=x<|message|>b<|end|><|start|>assistant<|channel|>final <|message|>\nc",
              new Parts("ab", "c")),
          Map.entry("<|channel|>final<|message|>b<|return|>", new Parts("", "b")),
          Map.entry("analysisWe think.assistantfinalHello.", new Parts("We think.", "Hello.")),
          Map.entry("<think>a</think>\n<answer>\nb\n</answer>", new Parts("a", "b\n")),
          Map.entry("<think>a</think><response>b</response>\n", new Parts("a", "b")),
          Map.entry(
              "<think>a</think><answer>Write </answer> here</answer>",
              new Parts("a", "Write </answer> here")),
          Map.entry("<answer>b</answer>", new Parts("", "<answer>b</answer>")),
          Map.entry("<think>a</think>b</answer>", new Parts("a", "b</answer>")),
          Map.entry("analysis of it", new Parts("", "analysis of it")),
          Map.entry(
              "<|begin_of_thought|>\na\n<|end_of_thought|>\n\n<|begin_of_solution|>\nb<|end_of_solution|>",
              new Parts("a", "b")),
          Map.entry(
              "<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>",
              new Parts("a", "b")),
          Map.entry("<thinking>hm</think>Hello there.", new Parts("hm", "Hello there.")),
          Map.entry("<think>hm</thinking>Hello there.", new Parts("hm", "Hello there.")),
          Map.entry("<thought>\nhm\n</reasoning>\n\nHello", new Parts("hm", "Hello")),
          Map.entry(
              "<think>a <reason>b</reason> c</think>d", new Parts("a <reason>b</reason> c", "d")),
          Map.entry(
              "<think>It ends with `</thought>`.</think>a",
              new Parts("It ends with `</thought>`.", "a")),
          Map.entry("<think>a</answer>b[/THINK]c", new Parts("a</answer>b[/THINK]c", "")),
          Map.entry("[1] a", new Parts("", "[1] a")),
          Map.entry("<b>a</b>", new Parts("", "<b>a</b>")));

  /// Where only the end is marked.
  private static final Map<String, Parts> CLOSED_ALONE =
      Map.ofEntries(
          Map.entry("a\n</think>\n\nb", new Parts("a", "b")),
          Map.entry("a\n\n</think>\nb", new Parts("a", "b")),
          Map.entry("a</think>\n\nb", new Parts("a", "b")),
          Map.entry("a</think>b", new Parts("a", "b")),
          Map.entry("a.</think> b", new Parts("a.", "b")),
          Map.entry("a\n</think>**b**", new Parts("a", "**b**")),
          Map.entry("</think>\n\nb", new Parts("", "b")),
          Map.entry("\n</think>\n\nb", new Parts("", "b")),
          Map.entry(
              "a `c` and\n```\nd\n```\n</think>\n\nb", new Parts("a `c` and\n```\nd\n```", "b")),
          Map.entry("an open ` tick\n</think>\n\nb", new Parts("an open ` tick", "b")),
          Map.entry("a\n</THINKING>\n\nb", new Parts("a", "b")),
          Map.entry("a\n</ think >\n\nb", new Parts("a", "b")),
          Map.entry("a\n[/THINK]b", new Parts("a", "b")),
          Map.entry("a◁/think▷b", new Parts("a", "b")),
          Map.entry("a<channel|>b", new Parts("a", "b")),
          Map.entry("a<|channel|>final<|message|>b<|return|>", new Parts("a", "b")),
          Map.entry("a<|end|><|start|>assistant<|channel|>final<|message|>b", new Parts("a", "b")),
          Map.entry("a\n</think>\nb\n</think>\nc", new Parts("a", "b\n</think>\nc")),
          Map.entry("hm</think> Hello there.", new Parts("hm", "Hello there.")),
          Map.entry("hm\n</think> Hello there.", new Parts("hm", "Hello there.")),
          Map.entry("hm. </think>\n\nHello there.", new Parts("hm.", "Hello there.")),
          Map.entry("</think> Hello", new Parts("", "Hello")),
          Map.entry("hm\n</think>\n\n</think>\n\nHello", new Parts("hm", "Hello")),
          Map.entry("hm\n</think>\n\n</thinking> Hello", new Parts("hm", "Hello")),
          Map.entry(
              "hm\n</think>\n\n</think>, so it ends", new Parts("hm", "</think>, so it ends")),
          Map.entry("hm\n</think>\n\n</think>\n", new Parts("hm", "")),
          Map.entry("hm\n</think>\n\n</thi", new Parts("hm", "</thi")),
          Map.entry("hm\n</think>\n\n", new Parts("hm", "")),
          Map.entry("hm\n</think>", new Parts("hm", "")),
          Map.entry("hm. </think>", new Parts("hm.", "")),
          Map.entry("</think>\n\n", new Parts("", "")),
          Map.entry("👋</think>👋", new Parts("👋", "👋")));

  /// Answers that speak of the marks.
  private static final List<String> SPOKEN_OF =
      List.of(
          "The tag `</think>` ends it.",
          "It ends with `</think>`\n\nThat is all.",
          "The tag </think> ends it.",
          "It ends with </think>.\n\nThat is all.",
          "It ends with </think>\n\nThat is all.",
          "It ends with \"</think>\"\n\nThat is all.",
          "It ends with '</think>'",
          "It ends so (</think>)\n",
          "**</think>** is the end",
          "Write <think> before and </think>\n\nafter it.",
          "Like this:\n\n<think>\nhm\n</think>\n\nHello",
          "Like this:\n\n</think>\n\nand go on.",
          "Like this:\n\n```xml\nhm\n</think>\n\nHello\n```\n",
          "Like this:\n\n~~~\nhm\n</think>\n\nHello\n~~~\n",
          "Like this:\n\n````\n```\n</think>\n\nHello\n```\n````\n",
          "- so:\n  ```\n  hm\n  </think>\n  Hello\n  ```\n",
          "> ```\n> </think>\n> ```\n",
          "Like this:\n\n    hm\n    </think>\n    Hello\n",
          "Like this:\n\n\thm\n\t</think>\n",
          "print(\"</think>\")\n",
          "text.split('</think>')[1]\n",
          "| </think> | ends it |\n| a | b |",
          "1. </think> ends it",
          "It ends with </think>",
          "1. </think>\n2. <b>",
          "Like this:\n\n</think> and go on.",
          "It ends with \"</think> \", always",
          "It ends with </think>\n\n",
          "The end is \"</think>",
          "- </think> ends it",
          "a </thin k>\n\nb",
          "a\n</table>\n\nb",
          "a\n[/thing]\n\nb",
          "For i <\n</b");

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
  void every_way_to_mark_reasoning_is_known_wherever_the_answer_is_split() {
    MARKED.forEach(ThinkSplitterTest::cutAnywhere);
  }

  @Test
  void reasoning_of_which_only_the_end_is_marked_is_taken_out_of_the_text() {
    CLOSED_ALONE.forEach(ThinkSplitterTest::cutAnywhere);
  }

  @Test
  void an_answer_that_speaks_of_the_marks_stays_whole() {
    SPOKEN_OF.forEach(answer -> cutAnywhere(answer, new Parts("", answer)));
  }

  private static void cutAnywhere(String answer, Parts parts) {
    for (int at = 0; at <= answer.length(); at++) {
      assertThat(parts(split(answer.substring(0, at), answer.substring(at))))
          .as("%s at %s", answer, at)
          .isEqualTo(parts);
    }
    assertThat(parts(split(answer.chars().mapToObj(Character::toString).toArray(String[]::new))))
        .as(answer)
        .isEqualTo(parts);
  }

  @Test
  void a_long_first_piece_is_looked_at_as_a_short_one_is() {
    String thought = "hm ".repeat(2_000).strip();
    assertThat(parts(split("<think>" + thought + "</think>Hello")))
        .isEqualTo(new Parts(thought, "Hello"));
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
    splitter.accept("a < b");
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
  void marks_without_end_cost_no_more_than_their_length() {
    for (String mark :
        List.of(
            "</think>",
            "</think> ",
            "<think",
            "</reason>",
            "<reason>",
            "<|end|>",
            "<|start|>assistant",
            "</answer>\n",
            "<think></think>")) {
      for (String before : List.of("", "a", "<think>", "<think>a</think><answer>b", "```\n")) {
        String answer = before + mark.repeat(20_000) + "b";
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> split(answer));
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> split(answer.split("(?<=\\G.{7})", -1)));
      }
    }
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
      case Chunk.TextWasReasoning _ -> false;
    };
  }
}
