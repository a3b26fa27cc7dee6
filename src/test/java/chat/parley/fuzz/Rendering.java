package chat.parley.fuzz;

import chat.parley.markdown.GrowingMarkdown;
import chat.parley.markdown.Growth;
import chat.parley.markdown.Markdown;
import chat.parley.markdown.SourceNormaliser;
import java.util.Random;
import java.util.function.ToIntFunction;

/// The ways in which a text becomes HTML, as work whose outcome is how much came of it.
enum Rendering {
  WHOLE {
    @Override
    int render(String text, long seed) {
      return MARKDOWN.render(text).length();
    }
  },

  /// In pieces of random length, as many for a text of any length, at the same places in
  /// proportion: each piece costs as much as what is open, so their number counts too.
  GROWING {
    @Override
    int render(String text, long seed) {
      Random random = new Random(seed);
      GrowingMarkdown answer = new GrowingMarkdown(MARKDOWN, "m1-");
      int about = Math.max(1, text.length() / PIECES);
      int made = 0;
      int at = 0;
      for (int start = 0; start < text.length(); ) {
        int end = Math.min(text.length(), start + 1 + (int) (random.nextDouble() * 2 * about));
        answer.append(text.substring(start, end));
        start = end;
        Growth growth = answer.since(at).orElse(null);
        if (growth == null) {
          at = answer.openFrom();
        } else {
          at = growth.to();
          made += growth.blocks().length();
        }
      }
      answer.end();
      return Math.max(made, answer.closed().length());
    }
  };

  private static final Markdown MARKDOWN = new Markdown();
  private static final int PIECES = 24;

  abstract int render(String text, long seed);

  ToIntFunction<String> work(long seed) {
    return text -> render(SourceNormaliser.normalise(text), seed);
  }

  /// The most HTML that may come of so much text.
  static long most(int length) {
    return (1 << 20) + 32L * length;
  }
}
