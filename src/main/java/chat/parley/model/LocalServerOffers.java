package chat.parley.model;

import chat.parley.provider.LocalServer;
import chat.parley.provider.Protocol;
import chat.parley.user.Account;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// The servers of models on this computer that nobody has connected yet.
public final class LocalServerOffers {
  private final LocalServers servers;
  private final Connections connections;

  LocalServerOffers(LocalServers servers, Connections connections) {
    this.servers = servers;
    this.connections = connections;
  }

  /// What was found last; never waits.
  ///
  /// @param by who may connect it
  public List<LocalServerOffer> open(Account by) {
    Set<String> connected =
        connections.all().stream()
            .map(Connection::url)
            .map(LocalServerOffers::place)
            .collect(Collectors.toSet());
    return servers.known().stream()
        .filter(found -> !connected.contains(place(found.url())))
        .map(found -> offer(by, found))
        .toList();
  }

  private LocalServerOffer offer(Account by, LocalServer found) {
    boolean ollama = found.software() == LocalServer.Software.OLLAMA;
    return new LocalServerOffer(
        found.software().title(),
        connections.free(by, found.software().name().toLowerCase(Locale.ROOT).replace('_', '-')),
        (ollama ? Protocol.OLLAMA : Protocol.OPENAI).name().toLowerCase(Locale.ROOT),
        found.url(),
        found.models() == 1 ? "1 model" : found.models() + " models");
  }

  /// Host and port, however the rest is written.
  private static String place(String url) {
    return url.replaceFirst("^https?://", "")
        .replaceFirst("/.*", "")
        .replaceFirst("^(localhost|\\[::1])", "127.0.0.1")
        .toLowerCase(Locale.ROOT);
  }
}
