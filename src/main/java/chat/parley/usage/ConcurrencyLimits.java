package chat.parley.usage;

import chat.parley.model.Connections;
import chat.parley.user.AccountId;
import java.util.function.ToIntFunction;

/// How many answers are written at the same time: what the configuration says, and what was decided
/// about a connection and a person. Asked anew for each round of the queue, so that it waits for
/// nothing.
public final class ConcurrencyLimits {
  private final FixedConcurrency configured;
  private final ToIntFunction<AccountId> accounts;
  private final ToIntFunction<String> providers;

  ConcurrencyLimits(FixedConcurrency configured, Connections connections, LimitStore limits) {
    this(configured, account -> limits.of(account).answersAtOnce(), connections::atOnce);
  }

  ConcurrencyLimits(
      FixedConcurrency configured,
      ToIntFunction<AccountId> accounts,
      ToIntFunction<String> providers) {
    this.configured = configured;
    this.accounts = accounts;
    this.providers = providers;
  }

  /// Where nothing was decided about anybody.
  public static ConcurrencyLimits of(FixedConcurrency configured) {
    return new ConcurrencyLimits(configured, _ -> configured.ofAccount(), _ -> 0);
  }

  /// In all.
  public int answers() {
    return configured.answers();
  }

  /// For one account: where nobody limits it, as many as in all.
  public int ofAccount(String account) {
    int decided = accounts.applyAsInt(new AccountId(account));
    return decided == 0 ? configured.answers() : decided;
  }

  /// From one provider.
  public int ofProvider(String provider) {
    int decided = providers.applyAsInt(provider);
    return decided == 0 ? configured.ofProvider() : decided;
  }
}
