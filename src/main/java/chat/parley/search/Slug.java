package chat.parley.search;

import java.util.Locale;
import java.util.regex.Pattern;

/// The name of a heading in an address: what stands behind the `#`.
///
/// The rule is GitHub's, so that a link between two docs leads to the same place there and here.
public final class Slug {
  private static final Pattern DROPPED = Pattern.compile("[^\\p{L}\\p{N} _-]");

  private Slug() {}

  /// The slug of a heading's text, like `context-window` for "Context window".
  public static String of(String heading) {
    var kept = DROPPED.matcher(heading.strip().toLowerCase(Locale.ROOT)).replaceAll("");
    return kept.replace(' ', '-');
  }
}
