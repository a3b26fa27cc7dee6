package chat.parley.markdown;

/// Text that is shown as it was written, because its Markdown would cost too much, and a line that
/// says so.
final class PlainRest {
  static final String TOO_MUCH =
      "A part of this is shown as plain text: formatted, it would be too long.";
  static final String NOT_IN_TIME =
      "This is shown as plain text: formatting it would take too long.";
  static final String NOT_READABLE = "This is shown as plain text: it could not be formatted.";
  static final String BUSY =
      "This is shown as plain text: too much is being formatted at the moment. Load the page again for the formatting.";

  private PlainRest() {}

  static String html(String text, String sentence) {
    return note(sentence) + "<div class=\"draft\">" + Markdown.plain(text) + "</div>\n";
  }

  static String note(String sentence) {
    return "<p class=\"plain-note\">" + sentence + "</p>\n";
  }
}
