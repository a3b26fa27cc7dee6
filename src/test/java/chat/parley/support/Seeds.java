package chat.parley.support;

import java.util.stream.LongStream;

/// The seeds that a random test goes through: the same ones each time, or as many others as are
/// asked for.
public final class Seeds {
  private Seeds() {}

  /// @param usual how many in a run of all tests; `-Dparley.seeds=20000` asks for more, and
  ///   `-Dparley.seed=7` for others, from that one on
  public static LongStream of(int usual) {
    long first = Long.getLong("parley.seed", 0);
    return LongStream.range(first, first + Integer.getInteger("parley.seeds", usual));
  }
}
