package chat.parley.egress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Whose certificates are believed: those that the JDK knows, and those of a file beside them.
public final class Trust {
  static final Trust OF_THE_JDK = new Trust(null);

  /// A whole bundle of all the world's authorities has 300 KB; in bytes.
  private static final int LARGEST = 4_000_000;

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private final @Nullable SSLContext context;

  private Trust(@Nullable SSLContext context) {
    this.context = context;
  }

  /// Read once.
  ///
  /// @throws IllegalArgumentException with a sentence that names the file and says why
  static Trust with(Path file) {
    List<Certificate> certificates = certificates(file);
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      for (X509Certificate one : known()) {
        all.setCertificateEntry("known-" + all.size(), one);
      }
      for (Certificate one : certificates) {
        all.setCertificateEntry("own-" + all.size(), one);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(all), null);
      return new Trust(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "--ca-file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /// How TLS begins where it is not as the JDK has it.
  public Optional<SSLContext> context() {
    return Optional.ofNullable(context);
  }

  private static List<X509Certificate> known() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager usual) {
        return List.of(usual.getAcceptedIssuers());
      }
    }
    return List.of();
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static List<Certificate> certificates(Path file) {
    String text = text(file);
    List<Certificate> found = new ArrayList<>();
    int from = text.indexOf(BEGIN);
    while (from >= 0) {
      int to = text.indexOf(END, from);
      if (to < 0) {
        throw damaged(file, found.size(), null);
      }
      found.add(certificate(file, found.size(), text.substring(from + BEGIN.length(), to)));
      from = text.indexOf(BEGIN, to);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "--ca-file " + file + " has no certificate in PEM: it begins with " + BEGIN);
    }
    return found;
  }

  private static Certificate certificate(Path file, int before, String base64) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(base64.strip());
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw damaged(file, before, e);
    }
  }

  private static IllegalArgumentException damaged(
      Path file, int before, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "--ca-file " + file + " is damaged: its certificate number " + (before + 1) + " is none",
        cause);
  }

  private static String text(Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("--ca-file " + file + " is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new IllegalArgumentException("--ca-file " + file + " is too large for certificates");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("--ca-file " + file + " is not there", e);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("--ca-file " + file + " may not be read", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--ca-file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
