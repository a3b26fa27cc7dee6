package chat.parley;

import chat.parley.local.SecretLink;
import chat.parley.local.Sockets;
import chat.parley.local.Whereabouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What local mode has beside the pages: the secret link, who needs it, and where `bin/parley link`
/// finds the address.
final class LocalMode implements AutoCloseable {
  /// The kernel of Windows' Linux names itself here. Browsers of Windows come to it as root.
  private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");

  private static final Logger log = LoggerFactory.getLogger(LocalMode.class);

  private final Config config;
  private final SecretLink link;
  private final Optional<Sockets> sockets;

  private LocalMode(Config config, Optional<Sockets> sockets) {
    this.config = config;
    this.link = new SecretLink(config.data());
    this.sockets = sockets;
    makeLink();
  }

  /// Whoever comes through a proxy may be anybody, also where the proxy runs as the same user: then
  /// everybody needs the link.
  static LocalMode of(Config config) {
    boolean all = config.auth() == Auth.LINK || config.publicUrl() != null;
    return new LocalMode(config, all ? Optional.empty() : Optional.of(sockets(config)));
  }

  private static Sockets sockets(Config config) {
    try {
      return Sockets.of(InetAddress.getByName(config.host()));
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  SiteServer.Household inside() {
    return new SiteServer.Household(link, sockets);
  }

  /// Where the link leads, if somebody will need it for sure.
  Optional<String> path() {
    if (sockets.filter(Sockets::areKnown).isPresent() && !isWindows()) {
      return Optional.empty();
    }
    return link.now().map(SecretLink.Secret::path);
  }

  /// Tells commands beside this process where it is found.
  void moveIn(int port) {
    try {
      new Whereabouts(config.data()).write(config.addresses(port));
    } catch (IOException e) {
      log.warn("bin/parley link will not find the address reason=\"{}\"", e.toString());
    }
  }

  /// Whoever needs no link is served all the same.
  private void makeLink() {
    try {
      link.readOrMake();
    } catch (IOException e) {
      log.warn("there is no secret link reason=\"{}\"", e.toString());
    }
  }

  private static boolean isWindows() {
    try {
      return Files.readString(KERNEL).toLowerCase(Locale.ROOT).contains("microsoft");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    sockets.ifPresent(Sockets::close);
    new Whereabouts(config.data()).forget();
  }
}
