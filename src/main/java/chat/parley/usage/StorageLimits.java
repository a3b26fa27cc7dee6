package chat.parley.usage;

/// How much may be stored.
///
/// @param perAccount of text, in megabytes; 0 = as much as there is room for
/// @param leastFree what must be free on the disk for anything new to be taken, in megabytes; 0 =
///   nothing
public record StorageLimits(long perAccount, long leastFree) {
  /// Without any limit.
  public static final StorageLimits ANY = new StorageLimits(0, 0);
}
