package chat.parley;

import chat.parley.docs.Docs;
import chat.parley.docs.DocsIndex;
import chat.parley.docs.Guide;
import chat.parley.provider.EgressPolicy;
import chat.parley.provider.ModelServer;
import chat.parley.provider.Protocol;
import chat.parley.provider.Provider;
import chat.parley.provider.ServerEndpoint;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The providers that no page changes: the server that the configuration names, and Guide.
final class FixedProviders implements AutoCloseable {
  private final Closeables parts = new Closeables();
  private final List<Provider> all = new ArrayList<>();

  FixedProviders(Config config, Clock clock) {
    DocsIndex docs = parts.add(new DocsIndex(() -> Docs.shipped().sections()));
    config
        .server()
        .map(url ->
            new ServerEndpoint(
                "openai",
                Protocol.OPENAI,
                url,
                Optional.ofNullable(config.key()),
                EgressPolicy.anywhere().by(config.egress())))
        .map(server -> parts.add(ModelServer.open(server, config.timeouts(), clock)))
        .ifPresent(all::add);
    all.add(new Guide(docs, Guide.PACE));
  }

  List<Provider> all() {
    return List.copyOf(all);
  }

  /// What is started with them; where that fails, they are closed.
  <T> T orClose(Supplier<T> start) {
    try {
      return start.get();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
