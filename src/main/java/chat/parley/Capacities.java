package chat.parley;

import chat.parley.generation.Capacity;
import chat.parley.generation.Limits;
import chat.parley.settings.Connections;

/// How many answers are written at the same time: what the configuration says, and what was decided
/// about a connection.
record Capacities(Limits configured, Connections connections) implements Capacity {
  @Override
  public int answers() {
    return configured.answers();
  }

  @Override
  public int ofAccount(String account) {
    return configured.ofAccount(account);
  }

  @Override
  public int ofProvider(String provider) {
    int decided = connections.atOnce(provider);
    return decided == 0 ? configured.ofProvider(provider) : decided;
  }
}
