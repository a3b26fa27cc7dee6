package chat.parley.user;

import com.github.f4b6a3.uuid.UuidCreator;

/// Ids of rows: UUIDs of version 7 (RFC 9562), so that they sort by the time they were made.
public final class Ids {
  private Ids() {}

  public static String next() {
    return UuidCreator.getTimeOrderedEpoch().toString();
  }
}
