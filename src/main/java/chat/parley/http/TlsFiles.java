package chat.parley.http;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The files with which Parley speaks TLS itself.
///
/// @param certificate PEM: the server's own certificate, and those of who vouch for it
/// @param key PEM: its private key, in PKCS#8 and without a password
public record TlsFiles(Path certificate, Path key) {
  /// From the flags' words; nothing where neither says anything.
  ///
  /// @throws Unusable when one of them is missing or is no file's name
  public static Optional<TlsFiles> named(String certificate, String key) {
    if (certificate.isBlank() && key.isBlank()) {
      return Optional.empty();
    }
    if (certificate.isBlank()) {
      throw new UnusableTlsFiles(
          "--tls-key needs --tls-cert beside it: the certificate of that key.");
    }
    if (key.isBlank()) {
      throw new UnusableTlsFiles(
          "--tls-cert needs --tls-key beside it: the key of that certificate.");
    }
    return Optional.of(new TlsFiles(path("--tls-cert", certificate), path("--tls-key", key)));
  }

  private static Path path(String flag, String name) {
    try {
      return Path.of(name).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UnusableTlsFiles(flag + " is no file's name: " + e.getMessage() + ".");
    }
  }

  /// These files do not serve; the message is a sentence that names the one and says why.
  public static final class UnusableTlsFiles extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableTlsFiles(String reason) {
      super(reason);
    }
  }
}
