package chat.parley.http;

import chat.parley.egress.AddressRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where and how Parley is served.
///
/// @param port 0 = any free one
/// @param publicUrl of a proxy in front, if there is one
/// @param tls the files to speak TLS with; else it speaks in clear
/// @param trustedProxies who may say for whom they speak
/// @param limits how much is taken from those who ask, and how long they may take
/// @param onePerson whether there is nobody but one person, who may have any number of connections
/// @param certificates how often the files of the certificate are looked at
public record ServerConfig(
    String host,
    int port,
    Optional<PublicUrl> publicUrl,
    Optional<TlsFiles> tls,
    List<AddressRange> trustedProxies,
    RequestLimits limits,
    boolean onePerson,
    Duration certificates) {
  public ServerConfig {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// Whether requests come through proxies that are known.
  boolean isProxied() {
    return publicUrl.isPresent() || !trustedProxies.isEmpty();
  }
}
