package chat.parley.docs;

import java.util.Locale;
import java.util.regex.Pattern;

/// A heading of a page and what stands under it, up to the next heading.
///
/// @param page the page's name, like `backups`
/// @param pageTitle its first heading
/// @param asked how people ask for it in words that it does not have itself, or empty
/// @param markdown what stands under the heading, without the heading; links lead to `/docs/...`
public record Section(
    String page, String pageTitle, String heading, String asked, String markdown) {
  private static final Pattern NOT_IN_SLUG = Pattern.compile("[^\\p{L}\\p{N} _-]");

  /// What names a heading in an address, behind the `#`: `context-window` for "Context window". The
  /// rule is GitHub's, so that a link between two docs leads to the same place there and here.
  static String slug(String heading) {
    var kept = NOT_IN_SLUG.matcher(heading.strip().toLowerCase(Locale.ROOT)).replaceAll("");
    return kept.replace(' ', '-');
  }

  /// Where it stands, like `backups#restore-a-backup`.
  String place() {
    return page + "#" + slug(heading);
  }

  /// Its address on the server.
  String url() {
    return "/docs/" + place();
  }

  /// Whether it is what a page begins with.
  boolean opensPage() {
    return heading.equals(pageTitle);
  }
}
