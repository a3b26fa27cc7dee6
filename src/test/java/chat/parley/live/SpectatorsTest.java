package chat.parley.live;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.markdown.Markdown;
import chat.parley.markdown.NastyWriter;
import chat.parley.markdown.SourceNormaliser;
import chat.parley.support.ReaderPage;
import chat.parley.support.Seeds;
import chat.parley.support.Smallest;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Whatever is written, however it is cut into chunks, whoever looks when: at each moment a page
/// shows what one that is opened just then shows, and in the end the text rendered in one piece.
class SpectatorsTest {
  private static final int MESSAGE = 2;

  private final Markdown markdown = new Markdown();
  private final Channels feeds = new Channels(markdown);

  @Test
  void every_page_shows_the_same_at_each_moment_and_the_whole_text_in_the_end() {
    Seeds.of(60).forEach(seed -> check(seed, new NastyWriter(seed).text()));
  }

  private void check(long seed, String text) {
    if (!fails(seed, text)) {
      return;
    }
    // First lines, then characters: fewer tries, and a text that can be read.
    String lines = smallest(seed, List.of(text.split("(?<=\n)", -1)));
    String few = smallest(seed, lines.chars().mapToObj(c -> String.valueOf((char) c)).toList());
    try {
      watch(seed, few);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed %d, text \"%s\"".formatted(seed, shown(few)), e);
    }
    throw new AssertionError("seed " + seed + " failed once, then no more");
  }

  private String smallest(long seed, List<String> parts) {
    return String.join("", Smallest.of(parts, some -> fails(seed, String.join("", some))));
  }

  private boolean fails(long seed, String text) {
    try {
      watch(seed, text);
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  private void watch(long seed, String text) {
    RandomGenerator random = new NastyWriter(~seed).random();
    String whole = SourceNormaliser.normalise(text);
    int before = random.nextInt(3) == 0 ? random.nextInt(text.length() + 1) : 0;
    GrowingAnswer answer =
        feeds.begin("chat", MESSAGE, 1, SourceNormaliser.normalise(text.substring(0, before)));
    int longest = text.length() > 5_000 ? 9_000 : 1 + random.nextInt(60);
    List<Spectator> all = new ArrayList<>();
    all.add(new Spectator(answer));
    for (int at = before; at < text.length(); ) {
      int end = Math.min(text.length(), at + random.nextInt(1, longest + 1));
      answer.publish(answer.normalise(text.substring(at, end)));
      at = end;
      if (all.size() < 5 && random.nextInt(6) == 0) {
        all.add(new Spectator(answer));
      }
      List<Spectator> looking = all.stream().filter(_ -> random.nextInt(4) == 0).toList();
      look(looking, answer, whole);
    }
    answer.publish(answer.endOfInput());
    assertThat(answer.text()).as("what is stored").isEqualTo(stored(text, before));
    answer.end();
    all.add(new Spectator(answer));
    look(all, answer, whole);
    String rendered = markdown.render(answer.text());
    if (answer.isSameAs(() -> rendered)) {
      ReaderPage once = Spectator.page(Position.at(1, MESSAGE), rendered, "", MESSAGE);
      all.forEach(one -> assertThat(ReaderPage.difference(one.page(), once)).isEmpty());
    } else {
      assertThat(text).as("only definitions that come late are mended at the end").contains("]:");
    }
  }

  /// The parts are normalised each for itself: an epoch knows nothing of what one before it held
  /// back.
  private static String stored(String text, int before) {
    return SourceNormaliser.normalise(text.substring(0, before))
        + SourceNormaliser.normalise(text.substring(before));
  }

  private static void look(List<Spectator> looking, GrowingAnswer answer, String whole) {
    if (looking.isEmpty()) {
      return;
    }
    Spectator fresh = new Spectator(answer);
    for (Spectator one : looking) {
      one.look(answer);
      assertThat(ReaderPage.difference(one.page(), fresh.page()))
          .as("at %d of %d", answer.text().length(), whole.length())
          .isEmpty();
      assertThat(one.offset()).isLessThanOrEqualTo(answer.text().length() + 1);
      assertThat(splitsPair(answer.text(), one.offset())).as("within a pair").isFalse();
    }
  }

  private static boolean splitsPair(String text, int offset) {
    return offset > 0
        && offset < text.length()
        && Character.isSurrogatePair(text.charAt(offset - 1), text.charAt(offset));
  }

  private static String shown(String text) {
    String short_ = text.length() > 500 ? text.substring(0, 500) + "..." : text;
    return short_
        .chars()
        .mapToObj(c ->
            c == '\n'
                ? "\\n"
                : c < ' ' || c > '~' ? "\\u%04x".formatted(c) : String.valueOf((char) c))
        .collect(Collectors.joining());
  }
}
