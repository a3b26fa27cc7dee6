package chat.parley.markdown;

import java.time.Duration;

/// How much a text may cost.
final class MarkdownLimits {
  /// What is longer is rendered as it would grow, block by block, so that only a part of it is in
  /// memory as a tree. In UTF-16 units, as all lengths here.
  static final int LONGEST_WHOLE = 256 * 1024;

  /// A paragraph, quote, item or row that is longer stays text.
  static final int LONGEST_BLOCK = 256 * 1024;

  /// Up to here rendering is done where it is asked for; a longer text goes to the [Markdown]'s
  /// workshop.
  static final int SMALL = 4096;

  /// How long one text may be computed at.
  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final int CONSTANT = 64 * 1024;
  private static final int MULTIPLE = 16;
  private static final int LARGE = 8 * 1024 * 1024;
  private static final int MULTIPLE_OF_LARGE = 6;

  private MarkdownLimits() {}

  /// How much HTML may come of so much text; what would be more is shown as text.
  static int mostHtml(int length) {
    long most = CONSTANT + (long) MULTIPLE * length;
    long large = Math.max(LARGE, (long) MULTIPLE_OF_LARGE * length);
    return (int) Math.min(Integer.MAX_VALUE, Math.min(most, large));
  }
}
