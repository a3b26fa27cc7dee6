package chat.parley.http;

import java.util.HashMap;
import java.util.Map;

/// Bytes that may be kept for all requests together.
///
/// Nobody gets more than a part of them, and those who are not signed in not more than another part
/// together: so whoever uses up theirs leaves room for everybody else.
final class BodyBudget {
  /// Of all, for one account or address.
  private static final int SHARE = 4;

  /// Of all, for everybody who is not signed in.
  private static final int SHARE_UNAUTHENTICATED = 2;

  private final long most;
  private final Map<String, Long> taken = new HashMap<>();
  private long all;
  private long unauthenticated;

  BodyBudget(long most) {
    this.most = most;
  }

  /// @param key of the account or address
  record Holder(String key, boolean unauthenticated) {}

  /// @return whether there was room
  synchronized boolean take(Holder holder, int bytes) {
    long theirs = taken.getOrDefault(holder.key(), 0L) + bytes;
    if (all + bytes > most
        || theirs > most / SHARE
        || (holder.unauthenticated() && unauthenticated + bytes > most / SHARE_UNAUTHENTICATED)) {
      return false;
    }
    all += bytes;
    taken.put(holder.key(), theirs);
    unauthenticated += holder.unauthenticated() ? bytes : 0;
    return true;
  }

  synchronized void giveBack(Holder holder, long bytes) {
    all -= bytes;
    unauthenticated -= holder.unauthenticated() ? bytes : 0;
    taken.computeIfPresent(
        holder.key(), (_, before) -> before == bytes ? null : Long.valueOf(before - bytes));
  }
}
