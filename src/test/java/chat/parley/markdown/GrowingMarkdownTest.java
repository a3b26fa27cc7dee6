package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GrowingMarkdownTest {
  private final Markdown markdown = new Markdown();

  @Test
  void every_reader_ends_with_the_whole_text_whatever_was_written_and_how_it_was_cut() {
    for (int seed = 0; seed < 80; seed++) {
      Writer writer = new Writer(seed);
      everyReaderEndsTheSame(seed, writer.answer(writer.random().nextInt(1, 25)), 60);
    }
  }

  @Test
  void very_long_blocks_come_out_right_too() {
    for (int seed = 0; seed < 6; seed++) {
      Writer writer = new Writer(seed);
      StringBuilder text = new StringBuilder();
      for (String start : List.of("", "> ", "- a\n- ", "1. b\n\n2. ", "|a|b|\n|-|-|\n|c|d|\n|")) {
        text.append(writer.answer(2)).append("\n\n").append(start);
        int end = text.length() + writer.random().nextInt(15_000, 60_000);
        String indent = start.startsWith("- a") ? "  " : start.startsWith("1") ? "   " : "";
        String lineEnd = start.startsWith("|") ? " " : "\n" + (start.equals("> ") ? start : indent);
        while (text.length() < end) {
          text.append(writer.line().replaceFirst("^1\\.", "x")).append(lineEnd);
        }
        text.append(start.startsWith("|") ? "\n|e|f|\n" : "\n\n");
      }
      everyReaderEndsTheSame(seed, text.toString(), 9_000);
    }
  }

  @Test
  void a_position_is_worth_the_same_where_the_text_came_in_other_pieces() {
    for (int seed = 0; seed < 70; seed++) {
      Writer writer = new Writer(seed);
      String text = writer.answer(12);
      GrowingMarkdown here = new GrowingMarkdown(markdown, "m1-");
      GrowingMarkdown there = new GrowingMarkdown(markdown, "m1-");
      List<Page> pages = new ArrayList<>();
      for (int at = 0; at < text.length(); ) {
        int end = Math.min(text.length(), at + writer.random().nextInt(1, 90));
        text.substring(at, end).codePoints().forEach(c -> here.append(Character.toString(c)));
        at = end;
        if (writer.random().nextInt(3) == 0) {
          there.append(text.substring(there.length(), end));
        }
        pages.add(new Page(here));
      }
      there.append(text.substring(there.length()));
      String expected = new Page(here).shown();
      for (Page page : pages) {
        page.moveTo(there);
        page.catchUp();
        assertSame(page.shown(), expected, "seed " + seed);
      }
    }
  }

  @Test
  void what_never_was_a_position_gets_nothing() {
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    answer.append("one\n\ntwo\n\n```\ncode\n");
    assertThat(answer.since(0)).isPresent();
    assertThat(answer.since(5)).isPresent();
    assertThat(answer.since(14)).isPresent();
    assertThat(answer.since(-1)).isEmpty();
    assertThat(answer.since(3)).isEmpty();
    assertThat(answer.since(15)).isEmpty();
    assertThat(answer.since(1000)).isEmpty();
  }

  @Test
  void a_line_that_has_only_begun_does_not_turn_the_one_above_into_a_heading() {
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    answer.append("Some words\n-");
    assertThat(answer.tail()).contains("<p>Some words</p>").doesNotContain("<h2>");
    answer.append(" and an item");
    assertThat(answer.tail()).contains("<li>and an item</li>");
  }

  @Test
  void lines_of_open_code_are_appended_inside_it() {
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    answer.append("```js\nlet a;\n");
    int position = answer.openFrom();
    answer.append("let b < 2;\nlet");
    Growth growth = answer.since(position).orElseThrow();
    assertThat(growth.patch()).isEqualTo(new Patch.Into("m1-o0", "let b &lt; 2;\n"));
    assertThat(growth.blocks()).isEmpty();
    assertThat(growth.tail()).isEqualTo("<pre class=\"code rest\"><code>let</code></pre>\n");
  }

  @Test
  void the_last_line_of_code_ends_though_its_fence_comes_in_one_piece_with_the_end() {
    for (String text : List.of("~~~\n1", "~~~\n1\n", "~~~\n1\n~~~", "- ~~~\n  1")) {
      GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
      answer.append(text);
      answer.end();
      assertThat(answer.isSameAs(markdown.render(text))).as(text).isTrue();
    }
  }

  @Test
  void what_the_end_adds_comes_once_however_often_it_is_asked_for() {
    for (String text : List.of("~~~", "~~~\n", "~~~\n1", "one\n\n", "- a", "")) {
      GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
      answer.append(text);
      Page page = new Page(answer);
      answer.end();
      page.catchUp();
      String once = page.shown();
      page.catchUp();
      assertThat(page.shown()).as(text).isEqualTo(once);
    }
  }

  @Test
  void a_definition_that_comes_first_reaches_text_far_below() {
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    answer.append("[Foo  bar]: https://example.org\n\none\n\ntwo\n\n[foo\nBAR] ![x][foo bar]\n");
    assertThat(Page.body(answer.tail()).select("a[href=https://example.org]")).hasSize(2);
  }

  private void everyReaderEndsTheSame(int seed, String text, int longest) {
    RandomGenerator random = new Writer(-1L - seed).random();
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    List<Page> pages = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + random.nextInt(1, longest));
      answer.append(text.substring(at, end));
      at = end;
      if (random.nextInt(8) == 0 && pages.size() < 6) {
        pages.add(new Page(answer));
      }
      String expected = new Page(answer).shown();
      for (Page page : pages) {
        if (random.nextInt(3) == 0) {
          page.catchUp();
          assertSame(page.shown(), expected, "seed " + seed + " at " + at);
        }
      }
    }
    pages.add(new Page(answer));
    answer.end();
    String whole = markdown.render(text);
    for (Page page : pages) {
      page.catchUp();
      assertSame(page.closed(), Page.canonical(whole), "seed " + seed);
    }
    assertThat(answer.isSameAs(whole)).as("seed %s", seed).isTrue();
  }

  /// As `isEqualTo`, but telling only where a long page differs.
  private static void assertSame(String shown, String expected, String where) {
    int at = Arrays.mismatch(shown.toCharArray(), expected.toCharArray());
    if (at >= 0) {
      int from = Math.max(0, at - 200);
      String ours = shown.substring(from, Math.min(shown.length(), at + 100));
      String theirs = expected.substring(from, Math.min(expected.length(), at + 100));
      assertThat(ours).as(where).isEqualTo(theirs + " (and on)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prose", "code", "list", "table", "one line", "quote"})
  void a_character_costs_the_same_at_the_end_of_a_long_answer_as_at_its_start(String kind) {
    int length = 1_000_000;
    String text = kind(kind, length);
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    long[] work = new long[11];
    for (int tenth = 0; tenth < 10; tenth++) {
      for (int at = tenth * length / 10; at < (tenth + 1) * length / 10; at += 100) {
        answer.append(text.substring(at, at + 100));
        assertThat(answer.tail()).isNotNull();
      }
      work[tenth + 1] = answer.work();
    }
    double first = work[1];
    double last = work[10] - work[9];
    assertThat(last / first).isLessThanOrEqualTo(1.3);
  }

  private static String kind(String kind, int length) {
    String unit =
        switch (kind) {
          case "prose" -> "Some *words* of prose, and some more.\nA second line.\n\n";
          case "code" -> "    int answer = compute(\"question\"); // why\n";
          case "list" -> "- an item with `code` in it\n";
          case "table" -> "| a cell | another **cell** |\n";
          case "quote" -> "> to be or not\n";
          default -> "word ";
        };
    String start =
        switch (kind) {
          case "code" -> "```java\n";
          case "table" -> "| a | b |\n|---|---|\n";
          default -> "";
        };
    return (start + unit.repeat(length / unit.length() + 1)).substring(0, length);
  }

  @Test
  void the_end_of_code_is_appended_once_also_where_all_its_lines_are_held() {
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    answer.append("```\ncode\n");
    int held = answer.openFrom();
    answer.end();
    Growth end = answer.since(held).orElseThrow();
    assertThat(end.patch()).isInstanceOf(Patch.Into.class);
    assertThat(end.to()).isGreaterThan(held);
    assertThat(answer.since(end.to()).orElseThrow().patch()).isNull();
  }
}
