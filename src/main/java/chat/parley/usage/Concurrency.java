package chat.parley.usage;

/// How many answers are written at the same time. Asked anew for each round of the queue, so it
/// must not wait for anything.
public interface Concurrency {
  /// In all.
  int answers();

  /// For one account.
  int ofAccount(String account);

  /// From one provider.
  int ofProvider(String provider);
}
