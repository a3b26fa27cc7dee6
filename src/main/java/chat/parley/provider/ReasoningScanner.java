package chat.parley.provider;

import chat.parley.provider.HeldText.Scan;
import chat.parley.provider.ReasoningTags.FoundTag;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Looks through reasoning for the tag that closes it: another name of its family closes it too,
/// unless the reasoning speaks of that one.
final class ReasoningScanner {

  private final HeldText held;
  private final Set<ReasoningTags> spokenOf = new HashSet<>();
  private char last;

  ReasoningScanner(HeldText held) {
    this.held = held;
  }

  /// Reasoning begins.
  void begin() {
    last = '\n';
    spokenOf.clear();
  }

  /// What is held, up to the closing tag, or up to what may still become one; white space before
  /// the latter is held as well.
  ///
  /// @param own those that opened it
  Scan scan(ReasoningTags own) {
    for (int i = 0; i < held.length(); i++) {
      Optional<FoundTag> close = own.closeOfAny(held, i);
      Optional<FoundTag> kin = own.kin(held, i);
      if (FoundTag.isOpen(close) || FoundTag.isOpen(kin)) {
        return passed(held.withoutSpaceBefore(i));
      }
      kin.ifPresent(opening -> spokenOf.add(opening.tags()));
      if (close.isPresent() && closes(own, close.get(), i)) {
        return new Scan(i, close);
      }
    }
    return passed(held.withoutSpaceBefore(held.length()));
  }

  private Scan passed(int upTo) {
    last = upTo > 0 ? held.charAt(upTo - 1) : last;
    return new Scan(upTo, Optional.empty());
  }

  private boolean closes(ReasoningTags own, FoundTag close, int at) {
    char before = at > 0 ? held.charAt(at - 1) : last;
    return close.tags().equals(own)
        || (!spokenOf.contains(close.tags()) && ClosingTagScanner.BEGINS_QUOTE.indexOf(before) < 0);
  }
}
