package chat.parley.http;

import java.util.concurrent.ConcurrentHashMap;

/// How many there are at present of each kind: of an address, of an account. Who has left is
/// forgotten, so that it is never larger than what is counted.
public final class KeyedCounts {
  private final ConcurrentHashMap<String, Integer> present = new ConcurrentHashMap<>();

  /// @return whether there was room for one more
  public boolean enter(String key, int most) {
    boolean[] entered = {true};
    present.compute(
        key,
        (_, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < most;
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    return entered[0];
  }

  public void leave(String key) {
    present.computeIfPresent(key, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }
}
