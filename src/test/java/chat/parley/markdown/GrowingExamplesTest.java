package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every example of CommonMark, written in small steps to readers that join at different moments.
final class GrowingExamplesTest {
  private final Markdown markdown = new Markdown();

  @Test
  void readers_end_with_what_the_whole_text_gives_but_for_late_definitions() {
    List<String> different = new ArrayList<>();
    for (Example example : Example.all()) {
      String whole = Page.canonical(markdown.render(example.markdown()));
      List<Integer> steps =
          Stream.of(1, 3, 7, 40)
              .filter(step -> !grow(example.markdown(), step).equals(whole))
              .toList();
      if (!steps.isEmpty()) {
        different.add(
            "%d %s, in steps of %s\n".formatted(example.number(), example.section(), steps));
      }
    }
    assertThat(String.join("", different)).isEqualTo(Example.resource("growing-differences.txt"));
  }

  private String grow(String text, int step) {
    GrowingMarkdown answer = new GrowingMarkdown(markdown, "m1-");
    Page eager = new Page(answer);
    Page lazy = new Page(answer);
    Page late = null;
    int steps = 0;
    for (int i = 0; i < text.length(); i += step) {
      answer.append(text.substring(i, Math.min(text.length(), i + step)));
      steps++;
      String expected = new Page(answer).shown();
      eager.catchUp();
      assertThat(eager.shown()).isEqualTo(expected);
      if (steps % 5 == 0) {
        lazy.catchUp();
        assertThat(lazy.shown()).isEqualTo(expected);
      }
      if (late == null && i >= text.length() / 2) {
        late = new Page(answer);
      }
    }
    answer.end();
    Page last = new Page(answer);
    for (Page page : late == null ? List.of(eager, lazy) : List.of(eager, lazy, late)) {
      page.catchUp();
      assertThat(page.closed()).isEqualTo(last.closed());
    }
    boolean same = last.closed().equals(Page.canonical(markdown.render(text)));
    assertThat(answer.isSameAs(markdown.render(text))).as(text).isEqualTo(same);
    return last.closed();
  }
}
