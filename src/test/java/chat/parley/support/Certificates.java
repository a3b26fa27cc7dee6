package chat.parley.support;

import chat.parley.http.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A server's certificate with the one that vouches for it, as mkcert makes them, in PEM files. The
/// pairs of keys are in the tests' resources, for a hundred years: to make some takes seconds.
///
/// @param chain the server's own one first
public record Certificates(TlsFiles tls, Key key, List<Certificate> chain) {
  private static final char[] PASSWORD = "of the test".toCharArray();

  /// For `localhost`, `127.0.0.1` and `chat.example.org`.
  ///
  /// @param pair of keys: EC, RSA, or OTHER, which are of EC too
  public static Certificates make(Path directory, String pair) {
    try (InputStream store =
        Certificates.class.getResourceAsStream("/certificates/" + pair + ".p12")) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(Objects.requireNonNull(store), PASSWORD);
      Certificates made =
          new Certificates(
              new TlsFiles(directory.resolve("cert.pem"), directory.resolve("key.pem")),
              keys.getKey("server", PASSWORD),
              List.of(keys.getCertificateChain("server")));
      made.write();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write() {
    write(chain);
  }

  /// Writes the files anew, each in one step.
  ///
  /// @param certificates in this order
  public void write(List<Certificate> certificates) {
    replace(
        tls.certificate(),
        String.join("", certificates.stream().map(Certificates::certificate).toList()));
    replace(tls.key(), pem("PRIVATE KEY", key.getEncoded()));
  }

  private static String certificate(Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A block of a PEM file.
  public static String pem(String label, byte[] encoded) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded), label);
  }

  /// Puts a text in a file's place, so that nobody sees half of it.
  public static void replace(Path file, String text) {
    try {
      Path beside = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A client that trusts whom these vouch for.
  public static SSLContext trusting(Certificates... certificates) {
    try {
      KeyStore known = KeyStore.getInstance("PKCS12");
      known.load(null, null);
      for (Certificate one : Stream.of(certificates).map(one -> one.chain.getLast()).toList()) {
        known.setCertificateEntry("ca" + known.size(), one);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(known);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
