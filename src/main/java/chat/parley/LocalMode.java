package chat.parley;

import chat.parley.http.Assets;
import chat.parley.http.Authenticator;
import chat.parley.http.Cookies;
import chat.parley.http.LocalOnly;
import chat.parley.http.Origins;
import chat.parley.http.Routes;
import chat.parley.local.AddressFile;
import chat.parley.local.LinkController;
import chat.parley.local.LinkCookie;
import chat.parley.local.LinkRequired;
import chat.parley.local.LinkRoutes;
import chat.parley.local.LinkWatch;
import chat.parley.local.LocalAuthenticator;
import chat.parley.local.SecretLink;
import chat.parley.local.SocketOwners;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
  private final Optional<SocketOwners> sockets;

  private LocalMode(Config config, Optional<SocketOwners> sockets) {
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

  private static SocketOwners sockets(Config config) {
    try {
      return SocketOwners.of(InetAddress.getByName(config.host()));
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Lets in the user who runs Parley, and who has the secret link.
  Authenticator authenticator(Assets assets, Origins origins) {
    return new LocalAuthenticator(
        new LocalOnly(Optional.ofNullable(config.publicUrl())),
        sockets,
        new LinkCookie(link, new Cookies(origins)),
        new LinkRequired(assets));
  }

  Routes routes(Assets assets, Origins origins) {
    return new LinkRoutes(
        new LinkController(new LinkCookie(link, new Cookies(origins)), new LinkRequired(assets)));
  }

  /// Whether that is the secret by which somebody came in.
  boolean isOpen(String id) {
    return link.current().filter(secret -> secret.id().equals(id)).isPresent();
  }

  /// @param onEnd is told by which link what is to end has come in
  LinkWatch watch(Consumer<Set<String>> onEnd) {
    return new LinkWatch(link, onEnd);
  }

  /// Where the link leads, if somebody will need it for sure.
  Optional<String> path() {
    if (sockets.filter(SocketOwners::areKnown).isPresent() && !isWindows()) {
      return Optional.empty();
    }
    return link.current().map(SecretLink.LinkSecret::path);
  }

  /// Tells commands beside this process where it is found.
  void moveIn(int port) {
    try {
      new AddressFile(config.data()).write(config.addresses(port));
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
    sockets.ifPresent(SocketOwners::close);
    new AddressFile(config.data()).delete();
  }
}
