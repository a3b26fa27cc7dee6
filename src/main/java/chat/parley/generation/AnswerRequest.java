package chat.parley.generation;

import chat.parley.provider.Model;
import org.jspecify.annotations.Nullable;

/// What someone wants of an answer: another one, or that it goes on.
///
/// @param answer its number
/// @param named who should answer, or null where nobody was named
/// @param key makes asking for the same twice the same as once, or null
public record AnswerRequest(int answer, @Nullable Model named, @Nullable String key) {

  /// As it is stored with the answer that comes of it.
  @Nullable String sentKey(String what) {
    return IdempotencyKeys.sentKey(what, named, key);
  }
}
