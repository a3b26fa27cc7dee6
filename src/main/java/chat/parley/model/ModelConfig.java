package chat.parley.model;

import chat.parley.egress.Egress;
import chat.parley.provider.Provider;
import chat.parley.provider.Timeouts;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// Which models there are beside the connections, and how their servers are called.
///
/// @param fixed providers that no page changes: of the environment, and Guide
/// @param preferred the default model
/// @param own whether this Parley listens on a port
/// @param localServers where servers of models on this computer are looked for
public record ModelConfig(
    List<Provider> fixed,
    Optional<String> preferred,
    Timeouts timeouts,
    Egress egress,
    IntPredicate own,
    List<LocalServers.LocalServerAddress> localServers) {
  public ModelConfig {
    fixed = List.copyOf(fixed);
    localServers = List.copyOf(localServers);
  }
}
