package chat.parley.live;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a reader is, valid on every node and after every restart:
/// `<revision>.<leaf>.<message>.<epoch>.<offset>`.
///
/// Opaque to clients. A reader that falls behind skips what it missed and gets the state, not the
/// steps, so this is all that is known of it.
///
/// @param revision the conversation's revision whose messages the reader has
/// @param leaf the last message of the branch that the reader follows
/// @param message the answer that grows on that branch, or 0 when none does
/// @param epoch the epoch of that answer; 0 where it has ended, and the reader gets it in parts
/// @param offset the start of the open tail that the reader holds, in UTF-16 units of the answer's
///   source
public record Position(long revision, int leaf, int message, int epoch, int offset) {
  /// Longer than any position that is made: five numbers and four points.
  private static final int LONGEST = 64;

  /// A reader that holds messages up to a revision, and nothing that grows.
  public static Position at(long revision, int leaf) {
    return new Position(revision, leaf, 0, 0, 0);
  }

  /// The same reader with another answer growing before it, of which it holds so much.
  public Position growing(int message, int epoch, int offset) {
    return new Position(revision, leaf, message, epoch, offset);
  }

  /// The same, on another branch or at another revision.
  public Position on(long revision, int leaf) {
    return new Position(revision, leaf, message, epoch, offset);
  }

  /// Reads a position; nothing when it is malformed.
  public static Optional<Position> parse(@Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return Optional.empty();
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 5) {
      return Optional.empty();
    }
    try {
      Position position =
          new Position(
              Long.parseUnsignedLong(parts[0]),
              Integer.parseUnsignedInt(parts[1]),
              Integer.parseUnsignedInt(parts[2]),
              Integer.parseUnsignedInt(parts[3]),
              Integer.parseUnsignedInt(parts[4]));
      return position.possible() ? Optional.of(position) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean possible() {
    return revision >= 0 && leaf >= 0 && message >= 0 && epoch >= 0 && offset >= 0;
  }

  @Override
  public String toString() {
    return revision + "." + leaf + "." + message + "." + epoch + "." + offset;
  }
}
