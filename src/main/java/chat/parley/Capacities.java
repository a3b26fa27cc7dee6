package chat.parley;

import chat.parley.account.AccountId;
import chat.parley.settings.Connections;
import chat.parley.usage.Allowances;
import chat.parley.usage.Concurrency;
import chat.parley.usage.FixedConcurrency;

/// How many answers are written at the same time: what the configuration says, and what was decided
/// about a connection and a person.
record Capacities(FixedConcurrency configured, Connections connections, Allowances allowances)
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
