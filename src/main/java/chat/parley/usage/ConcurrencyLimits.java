package chat.parley.usage;

import chat.parley.model.Connections;
import chat.parley.user.AccountId;

/// How many answers are written at the same time: what the configuration says, and what was decided
/// about a connection and a person.
public record ConcurrencyLimits(
    FixedConcurrency configured, Connections connections, LimitStore allowances)
    implements Concurrency {
  @Override
  public int answers() {
    return configured.answers();
  }

  @Override
  public int ofAccount(String account) {
    int decided = allowances.of(new AccountId(account)).answersAtOnce();
    return decided == 0 ? configured.answers() : decided;
  }

  @Override
  public int ofProvider(String provider) {
    int decided = connections.atOnce(provider);
    return decided == 0 ? configured.ofProvider(provider) : decided;
  }
}
