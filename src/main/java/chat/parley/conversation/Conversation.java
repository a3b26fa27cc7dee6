package chat.parley.conversation;

import java.time.Instant;

/// A conversation, without its messages.
///
/// @param provider and `model`: who answers in it from now on
/// @param revision counts every change to it that is not growing text
/// @param lastNumber the number of its newest message
public record Conversation(
    ConversationId id,
    String title,
    String provider,
    String model,
    long revision,
    int lastNumber,
    Instant updatedAt) {

  private static final int LONGEST_TITLE = 60;
  private static final int LONGEST_NAME = 200;

  /// The first words of a text: its first line that says something, cut between words, never inside
  /// a character.
  public static String titleOf(String text) {
    String line =
        text.lines()
            .map(l -> l.replaceAll("[#*`>_~|]", "").replaceAll("\\s+", " ").strip())
            .filter(l -> !l.isEmpty())
            .findFirst()
            .orElse("New chat");
    return shorten(line, LONGEST_TITLE);
  }

  /// A title as a person gave it, on one line and of bounded length; empty when nothing is left.
  static String nameOf(String title) {
    return shorten(title.replaceAll("[\\s\\p{Cntrl}]+", " ").strip(), LONGEST_NAME);
  }

  private static String shorten(String line, int longest) {
    if (line.codePointCount(0, line.length()) <= longest) {
      return line;
    }
    int end = line.offsetByCodePoints(0, longest - 1);
    int space = line.lastIndexOf(' ', end);
    // A language without spaces, or one very long word, is cut where it is.
    return line.substring(0, space > end / 2 ? space : end).strip() + "…";
  }
}
