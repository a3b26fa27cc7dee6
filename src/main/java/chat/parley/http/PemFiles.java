package chat.parley.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// A certificate chain and its private key, out of the PEM files that certbot, mkcert and openssl
/// write (RFC 7468).
///
/// @param chain the server's own certificate, then the one that vouches for it, and so on
record PemFiles(PrivateKey key, List<X509Certificate> chain) {
  /// Bytes; a chain has some thousands.
  private static final int LARGEST = 1024 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /// For the key store that the JDK wants to have, which never leaves the memory.
  private static final String IN_MEMORY = "in memory";

  private record PemBlock(String label, String text) {}

  /// @throws Tls.Unusable with a sentence that names the file and what is wrong with it
  static PemFiles read(TlsFiles tls) {
    List<X509Certificate> certificates = certificates(tls.certificate());
    byte[] encoded = key(tls.key());
    for (X509Certificate certificate : certificates) {
      Optional<PrivateKey> key = matching(encoded, certificate);
      if (key.isPresent()) {
        return new PemFiles(key.get(), chain(certificate, certificates));
      }
    }
    throw new TlsFiles.UnusableTlsFiles(
        tls.key() + " is not the key of the certificate in " + tls.certificate() + ".");
  }

  /// Lets a server speak with them: connections that come from now on get them.
  void hand(SslContextFactory context) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "parley", key, IN_MEMORY.toCharArray(), chain.toArray(X509Certificate[]::new));
      context.setKeyStore(store);
      context.setKeyStorePassword(IN_MEMORY);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What both files hold: another text is another certificate.
  static String contents(TlsFiles tls) {
    return contents(tls.certificate()) + "\n" + contents(tls.key());
  }

  private static String contents(Path file) {
    try {
      return text(file);
    } catch (TlsFiles.UnusableTlsFiles e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new TlsFiles.UnusableTlsFiles(file + " is a directory, not a file.");
      }
      if (Files.size(file) > LARGEST) {
        throw new TlsFiles.UnusableTlsFiles(file + " is too large for a certificate or a key.");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new TlsFiles.UnusableTlsFiles(file + " is not there.");
    } catch (AccessDeniedException e) {
      throw new TlsFiles.UnusableTlsFiles(
          file + " must not be read by the user that Parley runs as.");
    } catch (IOException e) {
      throw new TlsFiles.UnusableTlsFiles(file + " cannot be read: " + e.getMessage() + ".");
    }
  }

  private static List<PemBlock> blocks(Path file) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text(file));
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static byte[] decoded(Path file, PemBlock block) {
    try {
      return Base64.getDecoder().decode(block.text().replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new TlsFiles.UnusableTlsFiles(
          file + " is damaged: its " + block.label() + " is no Base64.");
    }
  }

  private static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks(file)) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(file, decoded(file, block)));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsFiles.UnusableTlsFiles(
          file + " has no certificate in it: it must be PEM, with a line BEGIN CERTIFICATE.");
    }
    return certificates;
  }

  private static X509Certificate certificate(Path file, byte[] encoded) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (CertificateException e) {
      throw new TlsFiles.UnusableTlsFiles(file + " is damaged: its certificate cannot be read.");
    }
  }

  private static byte[] key(Path file) {
    for (PemBlock block : blocks(file)) {
      if (block.label().equals("ENCRYPTED PRIVATE KEY") || block.text().contains("ENCRYPTED")) {
        throw new TlsFiles.UnusableTlsFiles(
            file
                + " is encrypted, and Parley cannot ask for its password: openssl pkcs8 -topk8 -nodes takes it off.");
      }
      if (block.label().equals("PRIVATE KEY")) {
        return decoded(file, block);
      }
      if (block.label().endsWith(" PRIVATE KEY")) {
        throw new TlsFiles.UnusableTlsFiles(
            file
                + " is a key in an old form ("
                + block.label()
                + "), and Parley reads PKCS#8: openssl pkcs8 -topk8 -nodes rewrites it.");
      }
    }
    throw new TlsFiles.UnusableTlsFiles(
        file + " has no private key in it: it must be PEM, with a line BEGIN PRIVATE KEY.");
  }

  /// The key, if it is the one of this certificate: what it signs, that one verifies.
  private static Optional<PrivateKey> matching(byte[] encoded, X509Certificate certificate) {
    String algorithm = certificate.getPublicKey().getAlgorithm();
    try {
      PrivateKey key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      Signature signature = Signature.getInstance(signing(algorithm));
      signature.initSign(key);
      signature.update(encoded);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(encoded);
      return signature.verify(signed) ? Optional.of(key) : Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static String signing(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm;
    };
  }

  /// From the server's own certificate up, in whatever order the file has them.
  private static List<X509Certificate> chain(X509Certificate own, List<X509Certificate> all) {
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    while (chain.size() <= all.size()) {
      X509Certificate last = chain.getLast();
      Optional<X509Certificate> issuer =
          all.stream()
              .filter(one -> !chain.contains(one))
              .filter(one -> one.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
              .findFirst();
      if (issuer.isEmpty()) {
        break;
      }
      chain.add(issuer.get());
    }
    return List.copyOf(chain);
  }
}
