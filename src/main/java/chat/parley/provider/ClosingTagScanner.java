package chat.parley.provider;

import chat.parley.provider.HeldText.Scan;
import chat.parley.provider.ReasoningTags.FoundTag;
import java.util.Optional;

/// Looks through text for a tag that closes reasoning which was never opened, and tells it from one
/// that the text speaks of.
///
/// It counts where it stands as a model writes it: at the beginning or the end of a line or right
/// behind a word; not in code, not within a sentence, and not where an opening one was spoken of
/// before.
final class ClosingTagScanner {

  /// How much white space is waited through behind a tag whose place decides whether it is one.
  static final int MOST_BEHIND = 100;

  /// What stands before a tag that is quoted.
  static final String BEGINS_QUOTE = "'\"“‘«([{<`*_|=/\\";

  /// What follows a tag where the sentence that it stands in goes on, or its quotes end.
  private static final String GOES_ON = ".,;:!?'\"”’»)]}>`|&=/";

  private static final String SENTENCE_ENDS = ".!?…。！？";

  private final HeldText held;
  private final MarkdownContext context = new MarkdownContext();
  private boolean spokenOf;
  private boolean ended;

  ClosingTagScanner(HeldText held) {
    this.held = held;
  }

  /// Up to a tag that ends reasoning, or that may still become one; what is before it is passed.
  Scan scan() {
    int i = 0;
    while (i < held.length()) {
      if (mayBeTag(held.charAt(i)) && !context.isCode()) {
        Optional<FoundTag> closing = ReasoningTags.closing(held, i);
        Optional<FoundTag> opening = ReasoningTags.opening(held, i);
        boolean open = FoundTag.isOpen(closing) || FoundTag.isOpen(opening);
        if (!ended && (open || isUndecided(closing, i))) {
          break;
        }
        spokenOf |= opening.isPresent() && !open;
        if (closing.isPresent()
            && !FoundTag.isOpen(closing)
            && isMeant(i + closing.get().length())) {
          return new Scan(i, closing);
        }
      }
      context.take(held.charAt(i++));
    }
    return new Scan(i, Optional.empty());
  }

  /// The text has ended: nothing is waited for.
  void end() {
    ended = true;
  }

  /// Whether no text has come at all.
  boolean hasSeenNothing() {
    return context.isEmpty();
  }

  private static boolean mayBeTag(char c) {
    return c == '<' || c == '[' || c == '◁';
  }

  /// Whether a closing tag begins there of which it is not yet seen how it stands.
  boolean waitsBehindTag(int from) {
    Optional<FoundTag> closing = ReasoningTags.closing(held, from);
    return FoundTag.isOpen(closing)
        || (closing.isPresent()
            && held.firstVisible(from + closing.get().length()) == held.length()
            && held.length() < MOST_BEHIND);
  }

  /// Whether so little stands behind the tag that how it stands is not yet seen.
  boolean isUndecided(Optional<FoundTag> tag, int at) {
    if (ended || tag.isEmpty()) {
      return false;
    }
    int behind = at + tag.get().length();
    int next = held.firstVisible(behind);
    return next == held.length() && next - behind < MOST_BEHIND;
  }

  /// Whether a second closing tag begins what follows reasoning, and no sentence about it.
  boolean isStray(Optional<FoundTag> tag) {
    if (tag.isEmpty() || tag.get().isOpen()) {
      return false;
    }
    int behind = tag.get().length();
    return behind == held.length() || GOES_ON.indexOf(held.charAt(behind)) < 0;
  }

  /// @param behind where the tag ends
  private boolean isMeant(int behind) {
    if (spokenOf) {
      return false;
    }
    int next = held.firstVisible(behind);
    boolean atEnd = ended && next == held.length();
    boolean endsLine = atEnd || held.hasLineEnd(behind, next);
    boolean spaced = next > behind;
    boolean joined = !spaced && !atEnd && GOES_ON.indexOf(held.charAt(next)) < 0;
    if (context.isBeginningOfLine()) {
      return joined || ((endsLine || spaced) && !context.isAnnounced());
    }
    if (Character.isWhitespace(context.last())) {
      return endsLine && context.isBehind(SENTENCE_ENDS);
    }
    return (endsLine && !atEnd)
        || ((joined || spaced || atEnd) && BEGINS_QUOTE.indexOf(context.last()) < 0);
  }
}
