package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Readers who get what they lack in parts, and may be cut off after each.
final class PartsTest {
  private final Markdown markdown = new Markdown();

  @Test
  void every_reader_ends_with_the_whole_text_however_small_the_parts_are() {
    for (int seed = 0; seed < 60; seed++) {
      Writer writer = new Writer(seed);
      inParts(seed, writer.answer(writer.random().nextInt(1, 25)), 60, 600);
    }
  }

  @Test
  void drafts_and_what_becomes_of_them_come_in_parts_too() {
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
      inParts(seed, text.toString(), 9_000, 16_384);
    }
  }

  @Test
  void a_text_that_has_ended_is_the_same_in_parts_as_in_one_piece() {
    for (int seed = 0; seed < 60; seed++) {
      Writer writer = new Writer(seed);
      String text = "See [late].\n\n" + writer.answer(12) + "\n\n[late]: https://example.org\n";
      GrowingMarkdown whole = GrowingMarkdown.ended(markdown, "m1-", text);
      String rendered = markdown.render(text);
      assertThat(whole.isSameAs(rendered)).as("seed %s", seed).isTrue();
      Page page = Page.empty(whole);
      while (!page.catchUpBy(writer.random().nextInt(1, 400)).isLast()) {
        // and on
      }
      assertSame(page.closed(), Page.canonical(rendered), "seed " + seed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "prose, 'Some *words* of prose, and some more.\nA second line.\n\n', ''",
    "code, '    int answer = compute(\"question\"); // why\n', '```java\n'",
    "list, '- an item with `code` in it\n', ''",
    "loose, '- an item\n\n', ''",
    "table, '| a cell | another **cell** |\n', '| a | b |\n|---|---|\n'",
    "line, '世界 👋🏽 ', '```\n'"
  })
  void no_part_is_larger_than_asked_but_for_one_block(String kind, String unit, String start) {
    String text = start + unit.repeat(500_000 / unit.length());
    GrowingMarkdown growing = new GrowingMarkdown(markdown, "m1-");
    for (int at = 0; at < text.length(); at += 1000) {
      growing.append(text.substring(at, Math.min(text.length(), at + 1000)));
    }
    for (GrowingMarkdown answer : List.of(growing, GrowingMarkdown.ended(markdown, "m1-", text))) {
      int position = 0;
      int sum = 0;
      Growth part;
      do {
        part = answer.since(position, 16_384).orElseThrow();
        String html = (part.patch() == null ? "" : part.patch().html()) + part.blocks();
        int size = WireSize.size(html, 0, html.length());
        sum += size;
        boolean oneLine = kind.equals("line") && answer != growing;
        if (!oneLine) {
          assertThat(size).as(kind).isLessThan(16_384 + 200);
        }
        assertThat(part.to()).isGreaterThan(position);
        position = part.to();
      } while (!part.isLast());
      String all = answer.closed();
      assertThat(sum).as(kind).isLessThan(WireSize.size(all, 0, all.length()) * 11 / 10);
    }
  }

  private void inParts(int seed, String text, int longest, int largestPart) {
    RandomGenerator random = new Writer(-1L - seed).random();
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    List<Page> pages = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + random.nextInt(1, longest));
      answer.append(text.substring(at, end));
      at = end;
      if (random.nextInt(8) == 0 && pages.size() < 6) {
        pages.add(random.nextBoolean() ? new Page(answer) : Page.empty(answer));
      }
      String expected = new Page(answer).shown();
      for (Page page : pages) {
        boolean there = false;
        for (int parts = random.nextInt(4); parts > 0 && !there; parts--) {
          there = page.catchUpBy(random.nextInt(1, largestPart)).isLast();
        }
        if (there) {
          assertSame(page.shown(), expected, "seed " + seed + " at " + at);
        }
      }
    }
    pages.add(Page.empty(answer));
    answer.end();
    String whole = markdown.render(text);
    for (Page page : pages) {
      while (!page.catchUpBy(random.nextInt(1, largestPart)).isLast()) {
        // and on
      }
      assertSame(page.closed(), Page.canonical(whole), "seed " + seed);
    }
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
}
