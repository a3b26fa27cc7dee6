package chat.parley.provider;

import chat.parley.provider.ReasoningTags.Found;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Tells reasoning from text where a model writes both into one, in any of the ways in which models
/// [mark][ReasoningTags] it.
///
/// A mark that opens reasoning counts only at the very start of the answer, after white space at
/// most: later it is something that the answer speaks of. Many servers drop that one, since their
/// template writes it, and leave the closing mark alone: then the text so far was reasoning, and
/// [Chunk.TextWasReasoning] says so. Such a mark counts where it stands as a model writes it, which
/// is at the beginning or the end of a line or right behind a word; not in code, not within a
/// sentence, and not where an opening one was spoken of before.
///
/// What may still become a mark is held back until it is decided. The white space around the marks
/// is dropped.
final class ThinkSplitter {

  /// What is held back at most while white space alone comes; an answer of spaces alone may not
  /// grow for ever.
  private static final int LONGEST_HELD = 1_000;

  /// The same behind a mark whose place decides whether it is one.
  private static final int MOST_BEHIND = 100;

  /// How many marks may open something before the answer itself.
  private static final int MOST_BLOCKS = 50;

  /// What follows a mark where the sentence that it stands in goes on, or its quotes end.
  private static final String GOES_ON = ".,;:!?'\"”’»)]}>`|&=/";

  private static final String SENTENCE_ENDS = ".!?…。！？";
  private static final String BEGINS_QUOTE = "'\"“‘«([{<`*_|=/\\";

  private enum Place {
    START,
    INSIDE_LEADING,
    INSIDE,
    /// Behind reasoning: the answer, or more reasoning.
    AFTER,
    /// The answer, in which a closing mark may show that it was none.
    TEXT,
    /// The answer, whatever it speaks of.
    SURE
  }

  private final Consumer<Chunk> sink;
  private final StringBuilder held = new StringBuilder();
  private final MarkdownContext prose = new MarkdownContext();
  private Place place = Place.START;
  private Optional<ReasoningTags> marks = Optional.empty();
  private final Set<ReasoningTags> spokenWithin = new HashSet<>();
  private char lastWithin;
  private boolean spokenOf;
  private boolean ended;
  private int blocks;

  ThinkSplitter(Consumer<Chunk> sink) {
    this.sink = sink;
  }

  void accept(String text) {
    if (place == Place.SURE && held.isEmpty() && marks.isEmpty()) {
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
    ended = true;
    if (place == Place.START || place == Place.TEXT) {
      place = Place.TEXT;
      text();
    }
    Place last = place;
    place = Place.SURE;
    if (!held.isEmpty()) {
      String rest = held.toString();
      switch (last) {
        case START, TEXT -> sink.accept(new Chunk.Text(rest));
        case SURE -> {
          Optional<Found> end = marks.flatMap(known -> known.end(rest, 0));
          if (end.isEmpty() || isOpen(end)) {
            sink.accept(new Chunk.Text(rest));
          }
        }
        case INSIDE_LEADING, INSIDE -> sink.accept(new Chunk.Reasoning(rest));
        case AFTER -> {
          if (!rest.isBlank() && !isStray(ReasoningTags.closing(rest, 0))) {
            sink.accept(new Chunk.Text(rest));
          }
        }
      }
      held.setLength(0);
    }
  }

  /// Does what the held text allows; whether more can be done.
  private boolean step() {
    return switch (place) {
      case START -> start(false);
      case INSIDE_LEADING -> leading();
      case INSIDE -> inside();
      case AFTER -> start(true);
      case TEXT -> text();
      case SURE -> sure();
    };
  }

  /// What the answer, or what follows reasoning, begins with.
  private boolean start(boolean behind) {
    int from = spaces();
    if (behind) {
      held.delete(0, from);
      from = 0;
    }
    if (from > LONGEST_HELD) {
      return begin(behind);
    }
    if (from == held.length()) {
      return false;
    }
    Optional<Found> opening = ReasoningTags.opening(held, from);
    Optional<Found> answer = ReasoningTags.answer(held, from);
    answer = behind && answer.isEmpty() ? ReasoningTags.wrapped(held, from) : answer;
    if (isOpen(opening) || isOpen(answer) || (!behind && waitsBehindClosing(from))) {
      return false;
    }
    if (opening.isPresent() && blocks < MOST_BLOCKS) {
      blocks++;
      held.delete(0, from + opening.get().length());
      marks = Optional.of(opening.get().marks());
      place = Place.INSIDE_LEADING;
      return true;
    }
    if (answer.isPresent() && blocks < MOST_BLOCKS) {
      blocks++;
      held.delete(0, from + answer.get().length());
      marks = Optional.of(answer.get().marks());
      place = Place.AFTER;
      return true;
    }
    if (behind && blocks < MOST_BLOCKS) {
      Optional<Found> again = ReasoningTags.closing(held, 0);
      if (isOpen(again) || isUndecided(again, 0)) {
        return false;
      }
      if (isStray(again)) {
        blocks++;
        held.delete(0, again.get().length());
        return true;
      }
    }
    if (behind && marks.isPresent()) {
      Optional<Found> end = marks.get().end(held, 0);
      if (isOpen(end)) {
        return false;
      }
      if (end.isPresent()) {
        held.delete(0, end.get().length());
        return true;
      }
    }
    return begin(behind);
  }

  /// Whether the answer begins with a closing mark of which it is not yet seen how it stands.
  private boolean waitsBehindClosing(int from) {
    Optional<Found> closing = ReasoningTags.closing(held, from);
    return isOpen(closing)
        || (closing.isPresent()
            && firstVisible(from + closing.get().length()) == held.length()
            && held.length() < MOST_BEHIND);
  }

  /// Whether so little stands behind the mark that how it stands is not yet seen.
  private boolean isUndecided(Optional<Found> mark, int at) {
    if (ended || mark.isEmpty()) {
      return false;
    }
    int behind = at + mark.get().length();
    int next = firstVisible(behind);
    return next == held.length() && next - behind < MOST_BEHIND;
  }

  /// Whether a second closing mark begins what follows reasoning, and no sentence about it.
  private boolean isStray(Optional<Found> mark) {
    if (mark.isEmpty() || isOpen(mark)) {
      return false;
    }
    int behind = mark.get().length();
    return behind == held.length() || GOES_ON.indexOf(held.charAt(behind)) < 0;
  }

  private boolean begin(boolean behind) {
    place = behind ? Place.SURE : Place.TEXT;
    if (behind && marks.filter(known -> !known.ends().isEmpty()).isEmpty()) {
      marks = Optional.empty();
    }
    return true;
  }

  private boolean leading() {
    held.delete(0, spaces());
    if (held.isEmpty()) {
      return false;
    }
    lastWithin = '\n';
    spokenWithin.clear();
    place = Place.INSIDE;
    return true;
  }

  private boolean inside() {
    ReasoningTags own = marks.orElseThrow();
    for (int i = 0; i < held.length(); i++) {
      Optional<Found> close = own.closeOfAny(held, i);
      Optional<Found> kin = own.kin(held, i);
      if (isOpen(close) || isOpen(kin)) {
        reasonTo(withoutSpaceBefore(i));
        return false;
      }
      kin.ifPresent(opening -> spokenWithin.add(opening.marks()));
      if (close.isPresent() && closes(own, close.get(), i)) {
        reason(held.substring(0, i).stripTrailing());
        held.delete(0, i + close.get().length());
        place = Place.AFTER;
        return true;
      }
    }
    reasonTo(withoutSpaceBefore(held.length()));
    return false;
  }

  /// Whether the mark closes the reasoning: another name than its own may be spoken of.
  private boolean closes(ReasoningTags own, Found close, int at) {
    char before = at > 0 ? held.charAt(at - 1) : lastWithin;
    return close.marks().equals(own)
        || (!spokenWithin.contains(close.marks()) && BEGINS_QUOTE.indexOf(before) < 0);
  }

  private void reasonTo(int sure) {
    if (sure > 0) {
      lastWithin = held.charAt(sure - 1);
      reason(held.substring(0, sure));
      held.delete(0, sure);
    }
  }

  private int withoutSpaceBefore(int end) {
    int from = end;
    while (from > 0 && end - from < LONGEST_HELD && Character.isWhitespace(held.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  /// Text, up to a mark that ends reasoning, or that may still become one.
  private boolean text() {
    int i = 0;
    while (i < held.length()) {
      if (mayBeMark(held.charAt(i)) && !prose.isCode()) {
        Optional<Found> closing = ReasoningTags.closing(held, i);
        Optional<Found> opening = ReasoningTags.opening(held, i);
        boolean open = isOpen(closing) || isOpen(opening);
        if (!ended && (open || isUndecided(closing, i))) {
          break;
        }
        spokenOf |= opening.isPresent() && !open;
        if (closing.isPresent() && !isOpen(closing) && isMeant(i + closing.get().length())) {
          return wasReasoning(i, closing.get());
        }
      }
      prose.take(held.charAt(i++));
    }
    pass(i);
    return false;
  }

  private static boolean mayBeMark(char c) {
    return c == '<' || c == '[' || c == '◁';
  }

  /// Whether a closing mark stands as a model writes it, and not as something spoken of.
  ///
  /// @param behind where it ends
  private boolean isMeant(int behind) {
    if (spokenOf) {
      return false;
    }
    int next = firstVisible(behind);
    boolean atEnd = ended && next == held.length();
    boolean endsLine = atEnd || held.substring(behind, next).indexOf('\n') >= 0;
    boolean spaced = next > behind;
    boolean joined = !spaced && !atEnd && GOES_ON.indexOf(held.charAt(next)) < 0;
    if (prose.isBeginningOfLine()) {
      return joined || ((endsLine || spaced) && !prose.isAnnounced());
    }
    if (Character.isWhitespace(prose.last())) {
      return endsLine && prose.isBehind(SENTENCE_ENDS);
    }
    return (endsLine && !atEnd)
        || ((joined || spaced || atEnd) && BEGINS_QUOTE.indexOf(prose.last()) < 0);
  }

  private boolean wasReasoning(int at, Found closing) {
    boolean any = !prose.isEmpty();
    int shown = any ? withoutSpaceBefore(at) : 0;
    pass(shown);
    held.delete(0, at - shown + closing.length());
    if (any) {
      sink.accept(new Chunk.TextWasReasoning());
    }
    marks = Optional.of(closing.marks());
    place = Place.AFTER;
    return true;
  }

  private int firstVisible(int from) {
    int i = from;
    while (i < held.length() && Character.isWhitespace(held.charAt(i))) {
      i++;
    }
    return i;
  }

  /// The answer, without the mark that ends it: one behind which it goes on is spoken of.
  private boolean sure() {
    for (int i = 0; marks.isPresent() && i < held.length(); i++) {
      Optional<Found> end = marks.get().end(held, i);
      if (isOpen(end) || (end.isPresent() && isLast(i + end.get().length()))) {
        pass(i);
        return false;
      }
    }
    pass(held.length());
    return false;
  }

  /// Whether nothing but a little white space and further marks of the end stands from there on.
  private boolean isLast(int from) {
    int at = firstVisible(from);
    while (at < held.length() && at - from < MOST_BEHIND) {
      int here = at;
      Optional<Found> next = marks.flatMap(known -> known.end(held, here));
      if (next.isEmpty() || isOpen(next)) {
        return next.isPresent();
      }
      at = firstVisible(at + next.get().length());
    }
    return at - from < MOST_BEHIND;
  }

  private static boolean isOpen(Optional<Found> found) {
    return found.isPresent() && found.get().isOpen();
  }

  private void pass(int length) {
    if (length > 0) {
      String text = held.substring(0, length);
      held.delete(0, length);
      sink.accept(new Chunk.Text(text));
    }
  }

  private void reason(String reasoning) {
    if (!reasoning.isEmpty()) {
      sink.accept(new Chunk.Reasoning(reasoning));
    }
  }

  private int spaces() {
    return firstVisible(0);
  }
}
