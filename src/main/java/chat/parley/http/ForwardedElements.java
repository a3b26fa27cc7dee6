package chat.parley.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The header `Forwarded` (RFC 7239), read to its end or not at all.
///
/// A visitor's own part of it stands before the proxy's, and an open quotation mark there would
/// swallow the beginning of what the proxy has added: what does not fit is no reason to guess.
final class ForwardedElements {
  private static final String BETWEEN = ";,";

  private final String text;
  private final List<Map<String, String>> elements = new ArrayList<>(List.of(new HashMap<>()));
  private int at;

  private ForwardedElements(String text) {
    this.text = text;
  }

  /// Each element's pairs, by their names in small letters; none where the header is broken.
  static List<Map<String, String>> parse(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    ForwardedElements parsing = new ForwardedElements(text);
    return parsing.parse() ? parsing.elements : List.of();
  }

  private boolean parse() {
    while (at < text.length()) {
      skipSpace();
      String name = until("=;,\" \t");
      if (!name.isEmpty() && !pair(name.toLowerCase(Locale.ROOT))) {
        return false;
      }
      skipSpace();
      if (at < text.length() && BETWEEN.indexOf(text.charAt(at)) < 0) {
        return false;
      }
      if (at < text.length() && text.charAt(at) == ',') {
        elements.add(new HashMap<>());
      }
      at++;
    }
    return true;
  }

  private boolean pair(String name) {
    if (at >= text.length() || text.charAt(at) != '=') {
      return false;
    }
    at++;
    if (at >= text.length() || text.charAt(at) != '"') {
      elements.getLast().put(name, until(";,\" \t"));
      return true;
    }
    at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at++));
    }
    elements.getLast().put(name, value.toString());
    return at++ < text.length();
  }

  private String until(String ends) {
    int from = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
