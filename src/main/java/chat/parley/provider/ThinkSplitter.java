package chat.parley.provider;

import chat.parley.provider.HeldText.Scan;
import chat.parley.provider.ReasoningTags.FoundTag;
import java.util.Optional;
import java.util.function.Consumer;

/// Tells reasoning from text where a model writes both into one, in any of the ways in which models
/// [mark][ReasoningTags] it.
///
/// A tag that opens reasoning counts only at the very start of the answer, after white space at
/// most: later it is something that the answer speaks of. Many servers drop that one, since their
/// template writes it, and leave the [closing tag][ClosingTagScanner] alone: then the text so far
/// was reasoning, and [Chunk.TextWasReasoning] says so.
///
/// What may still become a tag is held back until it is decided. The white space around tags is
/// dropped.
final class ThinkSplitter {

  /// How many tags may open something before the answer itself.
  private static final int MOST_BLOCKS = 50;

  private enum SplitterState {
    START,
    INSIDE_LEADING,
    INSIDE,
    /// Behind reasoning: the answer, or more reasoning.
    AFTER,
    /// The answer, in which a closing tag may show that it was none.
    TEXT,
    /// The answer, whatever it speaks of.
    SURE
  }

  private final Consumer<Chunk> sink;
  private final HeldText held = new HeldText();
  private final ClosingTagScanner scanner = new ClosingTagScanner(held);
  private final ReasoningScanner reasoning = new ReasoningScanner(held);
  private SplitterState state = SplitterState.START;
  private Optional<ReasoningTags> tags = Optional.empty();
  private int blocks;

  ThinkSplitter(Consumer<Chunk> sink) {
    this.sink = sink;
  }

  void accept(String text) {
    if (state == SplitterState.SURE && held.isEmpty() && tags.isEmpty()) {
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
    scanner.end();
    if (state == SplitterState.START || state == SplitterState.TEXT) {
      state = SplitterState.TEXT;
      text();
    }
    SplitterState last = state;
    state = SplitterState.SURE;
    if (!held.isEmpty()) {
      String rest = held.toString();
      switch (last) {
        case START, TEXT -> sink.accept(new Chunk.Text(rest));
        case SURE -> {
          Optional<FoundTag> end = tags.flatMap(known -> known.end(rest, 0));
          if (end.isEmpty() || FoundTag.isOpen(end)) {
            sink.accept(new Chunk.Text(rest));
          }
        }
        case INSIDE_LEADING, INSIDE -> sink.accept(new Chunk.Reasoning(rest));
        case AFTER -> {
          if (!rest.isBlank() && !scanner.isStray(ReasoningTags.closing(rest, 0))) {
            sink.accept(new Chunk.Text(rest));
          }
        }
      }
      held.drop(held.length());
    }
  }

  /// Does what the held text allows; whether more can be done.
  private boolean step() {
    return switch (state) {
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
    int from = held.firstVisible(0);
    if (behind) {
      held.drop(from);
      from = 0;
    }
    if (from > HeldText.MOST_SPACE) {
      return begin(behind);
    }
    if (from == held.length()) {
      return false;
    }
    Optional<FoundTag> opening = ReasoningTags.opening(held, from);
    Optional<FoundTag> answer = ReasoningTags.answer(held, from);
    answer = behind && answer.isEmpty() ? ReasoningTags.wrapped(held, from) : answer;
    if (FoundTag.isOpen(opening)
        || FoundTag.isOpen(answer)
        || (!behind && scanner.waitsBehindTag(from))) {
      return false;
    }
    if (opening.isPresent() && blocks < MOST_BLOCKS) {
      return enter(opening.get(), from, SplitterState.INSIDE_LEADING);
    }
    if (answer.isPresent() && blocks < MOST_BLOCKS) {
      return enter(answer.get(), from, SplitterState.AFTER);
    }
    if (behind && blocks < MOST_BLOCKS) {
      Optional<FoundTag> again = ReasoningTags.closing(held, 0);
      if (FoundTag.isOpen(again) || scanner.isUndecided(again, 0)) {
        return false;
      }
      if (scanner.isStray(again)) {
        blocks++;
        held.drop(again.get().length());
        return true;
      }
    }
    Optional<FoundTag> end = behind ? tags.flatMap(known -> known.end(held, 0)) : Optional.empty();
    if (end.isPresent()) {
      held.drop(end.get().length());
      return !end.get().isOpen();
    }
    return begin(behind);
  }

  private boolean enter(FoundTag tag, int at, SplitterState next) {
    blocks++;
    held.drop(at + tag.length());
    tags = Optional.of(tag.tags());
    state = next;
    return true;
  }

  private boolean begin(boolean behind) {
    state = behind ? SplitterState.SURE : SplitterState.TEXT;
    if (behind && tags.filter(known -> !known.ends().isEmpty()).isEmpty()) {
      tags = Optional.empty();
    }
    return true;
  }

  private boolean leading() {
    held.drop(held.firstVisible(0));
    if (held.isEmpty()) {
      return false;
    }
    reasoning.begin();
    state = SplitterState.INSIDE;
    return true;
  }

  private boolean inside() {
    Scan scan = reasoning.scan(tags.orElseThrow());
    String passed = held.take(scan.upTo());
    if (scan.closing().isEmpty()) {
      reason(passed);
      return false;
    }
    reason(passed.stripTrailing());
    held.drop(scan.closing().get().length());
    state = SplitterState.AFTER;
    return true;
  }

  /// Text, up to a closing tag that shows that it was reasoning.
  private boolean text() {
    Scan scan = scanner.scan();
    if (scan.closing().isEmpty()) {
      pass(scan.upTo());
      return false;
    }
    FoundTag closing = scan.closing().get();
    boolean any = !scanner.hasSeenNothing();
    int shown = any ? held.withoutSpaceBefore(scan.upTo()) : 0;
    pass(shown);
    held.drop(scan.upTo() - shown + closing.length());
    if (any) {
      sink.accept(new Chunk.TextWasReasoning());
    }
    tags = Optional.of(closing.tags());
    state = SplitterState.AFTER;
    return true;
  }

  /// The answer, without the tag that ends it: one behind which it goes on is spoken of.
  private boolean sure() {
    for (int i = 0; tags.isPresent() && i < held.length(); i++) {
      Optional<FoundTag> end = tags.get().end(held, i);
      if (FoundTag.isOpen(end) || (end.isPresent() && isLast(i + end.get().length()))) {
        pass(i);
        return false;
      }
    }
    pass(held.length());
    return false;
  }

  /// Whether nothing but a little white space and further tags of the end stands from there on.
  private boolean isLast(int from) {
    int at = held.firstVisible(from);
    while (at < held.length() && at - from < ClosingTagScanner.MOST_BEHIND) {
      int here = at;
      Optional<FoundTag> next = tags.flatMap(known -> known.end(held, here));
      if (next.isEmpty() || FoundTag.isOpen(next)) {
        return next.isPresent();
      }
      at = held.firstVisible(at + next.get().length());
    }
    return at - from < ClosingTagScanner.MOST_BEHIND;
  }

  private void pass(int length) {
    if (length > 0) {
      sink.accept(new Chunk.Text(held.take(length)));
    }
  }

  private void reason(String reasoning) {
    if (!reasoning.isEmpty()) {
      sink.accept(new Chunk.Reasoning(reasoning));
    }
  }
}
