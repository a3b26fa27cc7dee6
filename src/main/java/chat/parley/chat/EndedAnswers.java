package chat.parley.chat;

import chat.parley.conversation.ConversationId;
import chat.parley.live.GrowingAnswer;
import chat.parley.markdown.Markdown;
import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Long answers that have ended, in the memory of the process while readers get them in parts.
///
/// Readers share them, and hold none themselves: however many come for however long, this is all
/// the memory there is for it.
final class EndedAnswers {
  /// Characters of all of them together: what they take is about six bytes for each.
  private static final long MOST_CHARACTERS = 8 * 1024 * 1024;

  private final Markdown markdown;
  private final Map<AnswerKey, CachedAnswer> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long characters;

  EndedAnswers(Markdown markdown) {
    this.markdown = markdown;
  }

  /// @param revision of the conversation, at which the answer has this text
  private record AnswerKey(ConversationId conversation, int message, long revision) {}

  private record CachedAnswer(SoftReference<GrowingAnswer> answer, int characters) {}

  /// The answer, made of its text where it is not there; nothing where there is no text either.
  Optional<GrowingAnswer> find(
      ConversationId id, int message, long revision, Supplier<Optional<String>> text) {
    AnswerKey key = new AnswerKey(id, message, revision);
    GrowingAnswer known = find(key);
    return known != null
        ? Optional.of(known)
        : text.get()
            .map(whole -> {
              GrowingAnswer made = GrowingAnswer.ended(markdown, message, whole);
              keep(key, new CachedAnswer(new SoftReference<>(made), whole.length()));
              return made;
            });
  }

  private synchronized @Nullable GrowingAnswer find(AnswerKey key) {
    CachedAnswer found = kept.get(key);
    return found == null ? null : found.answer.get();
  }

  private synchronized void keep(AnswerKey key, CachedAnswer fresh) {
    CachedAnswer before = kept.put(key, fresh);
    characters += fresh.characters - (before == null ? 0 : before.characters);
    Iterator<CachedAnswer> longestUnused = kept.values().iterator();
    while (characters > MOST_CHARACTERS && longestUnused.hasNext() && kept.size() > 1) {
      characters -= longestUnused.next().characters;
      longestUnused.remove();
    }
  }
}
