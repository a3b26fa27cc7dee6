package chat.parley.provider;

import java.util.function.Consumer;

/// Tells reasoning from text where a model writes both into one: many local models begin their
/// answer with `<think>...</think>`.
///
/// Only at the very start of the answer, after white space at most: later the tag is something that
/// the answer speaks of. A beginning that may still become the tag is held back until it is
/// decided. The white space around the tags is dropped.
final class ThinkSplitter {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  /// White space before a tag that was held back; an answer of spaces alone may not grow for ever.
  private static final int LONGEST_HELD = 1_000;

  private enum Place {
    START,
    INSIDE_LEADING,
    INSIDE,
    AFTER,
    TEXT
  }

  private final Consumer<Chunk> sink;
  private final StringBuilder held = new StringBuilder();
  private Place place = Place.START;

  ThinkSplitter(Consumer<Chunk> sink) {
    this.sink = sink;
  }

  void accept(String text) {
    if (place == Place.TEXT) {
      sink.accept(new Chunk.Text(text));
      return;
    }
    held.append(text);
    boolean moved = true;
    while (moved && !held.isEmpty()) {
      moved = step();
    }
  }

  /// Passes on what was held back; the text has ended.
  void flush() {
    Place last = place;
    place = Place.TEXT;
    if (!held.isEmpty()) {
      String rest = held.toString();
      held.setLength(0);
      switch (last) {
        case START, TEXT -> sink.accept(new Chunk.Text(rest));
        case INSIDE_LEADING, INSIDE -> sink.accept(new Chunk.Reasoning(rest));
        case AFTER -> {}
      }
    }
  }

  /// Does what the held text allows; whether more can be done.
  private boolean step() {
    return switch (place) {
      case START -> start();
      case INSIDE_LEADING -> skipSpace(Place.INSIDE);
      case INSIDE -> inside();
      case AFTER -> skipSpace(Place.TEXT);
      case TEXT -> pass();
    };
  }

  private boolean start() {
    int from = spaces();
    int seen = Math.min(OPEN.length(), held.length() - from);
    if (!OPEN.startsWith(held.substring(from, from + seen)) || held.length() > LONGEST_HELD) {
      place = Place.TEXT;
    } else if (seen < OPEN.length()) {
      return false;
    } else {
      held.delete(0, from + OPEN.length());
      place = Place.INSIDE_LEADING;
    }
    return true;
  }

  private boolean inside() {
    int end = held.indexOf(CLOSE);
    if (end >= 0) {
      String reasoning = held.substring(0, end).stripTrailing();
      held.delete(0, end + CLOSE.length());
      place = Place.AFTER;
      reason(reasoning);
      return true;
    }
    int sure = held.length() - heldBack();
    String reasoning = held.substring(0, sure);
    held.delete(0, sure);
    reason(reasoning);
    return false;
  }

  /// How much of the end may be the beginning of the closing tag, with the white space before it.
  private int heldBack() {
    int tag = Math.min(CLOSE.length() - 1, held.length());
    while (tag > 0 && !CLOSE.startsWith(held.substring(held.length() - tag))) {
      tag--;
    }
    int from = held.length() - tag;
    while (from > 0
        && held.length() - from < LONGEST_HELD
        && Character.isWhitespace(held.charAt(from - 1))) {
      from--;
    }
    return held.length() - from;
  }

  private boolean skipSpace(Place next) {
    held.delete(0, spaces());
    if (!held.isEmpty()) {
      place = next;
    }
    return !held.isEmpty();
  }

  private boolean pass() {
    String text = held.toString();
    held.setLength(0);
    sink.accept(new Chunk.Text(text));
    return false;
  }

  private void reason(String reasoning) {
    if (!reasoning.isEmpty()) {
      sink.accept(new Chunk.Reasoning(reasoning));
    }
  }

  private int spaces() {
    int i = 0;
    while (i < held.length() && Character.isWhitespace(held.charAt(i))) {
      i++;
    }
    return i;
  }
}
