package chat.parley.live;

/// A piece of a frame: htmx swaps each into a target of its own.
public final class Partial {
  private Partial() {}

  /// @param target a selector that we made ourselves: an id
  /// @param swap one of htmx's swap styles
  /// @param html safe HTML
  public static String html(String target, String swap, String html) {
    return "<hx-partial hx-target=\""
        + target
        + "\" hx-swap=\""
        + swap
        + "\">"
        + html
        + "</hx-partial>";
  }
}
