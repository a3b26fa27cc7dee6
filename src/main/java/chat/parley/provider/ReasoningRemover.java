package chat.parley.provider;

import chat.parley.provider.ReasoningTags.FoundTag;
import java.util.Optional;

/// What a short text says in the end: without the reasoning before it, however that is marked, and
/// without any tags. Other than in an answer no tag is ever meant as a word.
public final class ReasoningRemover {

  private ReasoningRemover() {}

  public static String of(String text) {
    StringBuilder rest = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      Optional<FoundTag> closed = at(text, i, ReasoningTags::closing);
      closed = closed.isPresent() ? closed : at(text, i, ReasoningTags::answer);
      Optional<FoundTag> opened =
          at(text, i, i == 0 ? ReasoningTags::opening : ReasoningTags::signed);
      Optional<FoundTag> ended = at(text, i, ReasoningTags::ending);
      if (closed.isPresent()) {
        rest.setLength(0);
        i += closed.get().length();
      } else if (opened.isPresent()) {
        i = behind(text, i + opened.get().length(), opened.get().tags());
      } else if (ended.isPresent()) {
        i += ended.get().length();
      } else {
        rest.append(text.charAt(i++));
      }
    }
    return rest.toString();
  }

  private interface Looking {
    Optional<FoundTag> at(CharSequence text, int from);
  }

  private static Optional<FoundTag> at(String text, int from, Looking looking) {
    return decided(looking.at(text, from));
  }

  /// The text is whole: what could still become a tag is none.
  private static Optional<FoundTag> decided(Optional<FoundTag> found) {
    return found.filter(some -> !some.isOpen());
  }

  private static int behind(String text, int from, ReasoningTags tags) {
    for (int i = from; i < text.length(); i++) {
      Optional<FoundTag> close = decided(tags.closeOfAny(text, i));
      if (close.isPresent()) {
        return i + close.get().length();
      }
    }
    return text.length();
  }
}
