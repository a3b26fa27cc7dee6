package chat.parley.support;

import java.util.stream.LongStream;

/// The seeds that a random test goes through: the same ones each time, or as many others as are
/// asked for.
public final class Seeds {
  private Seeds() {}

  /// @param usual how many with every push, and a tenth of those of the night;
  ///   `-Dparley.seeds=20000` asks for more, and `-Dparley.seed=7` for others, from that one on
  public static LongStream of(int usual) {
    long first = Long.getLong("parley.seed", 0);
    return LongStream.range(
        first, first + Integer.getInteger("parley.seeds", Nightly.NOW ? 10 * usual : usual));
  }
}
