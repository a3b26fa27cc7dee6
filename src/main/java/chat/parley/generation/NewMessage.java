package chat.parley.generation;

import chat.parley.problem.Problem;
import chat.parley.provider.Model;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What someone wrote.
///
/// @param named who should answer, or null where nobody was named
/// @param key makes sending the same twice the same as once, or null
public record NewMessage(String text, @Nullable Model named, @Nullable String key) {
  /// The longest message, in characters (Unicode code points).
  static final int LONGEST_TEXT = 100_000;

  public NewMessage {
    int length = text.codePointCount(0, text.length());
    if (text.isBlank()) {
      throw Problem.invalid("Write something first: an empty message cannot be sent.");
    }
    if (length > LONGEST_TEXT) {
      throw Problem.invalid(
          String.format(
              Locale.ENGLISH,
              "This message has %,d characters; the longest that can be sent has %,d. Shorten it or send it in parts.",
              length,
              LONGEST_TEXT));
    }
  }

  /// As it is stored with the message.
  @Nullable String sentKey() {
    return IdempotencyKeys.sentKey("", named, key);
  }
}
