package chat.parley.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// The secret that lets in whom the system does not know as the user who runs Parley: 256 random
/// bits, in a file of the data directory that only that user may read.
///
/// The file is read anew each time. So what counts is what is on the disk, and a new secret that
/// another process made ends the old one at once.
public final class SecretLink {
  /// Where it leads, before the secret itself.
  static final String PATH = "/link/";

  private static final String FILE = "link.token";
  private static final int BYTES = 32;

  /// In the characters of base64 that need no escape in an address.
  private static final int LENGTH = 43;

  private final Path file;

  /// One that is or was good.
  ///
  /// @param value as it stands in the link and in the file
  public record LinkSecret(String value) {
    /// Takes the same time whatever was brought.
    boolean is(String brought) {
      return same(value, brought);
    }

    /// What the cookie of someone who has opened the link holds: the link cannot be had from it.
    String cookie() {
      return hash("cookie " + value);
    }

    boolean isCookie(String brought) {
      return same(cookie(), brought);
    }

    /// By what it is told from another one. Nothing can be had from it either.
    public String id() {
      return hash("id " + value).substring(0, 8);
    }

    /// Where it leads.
    public String path() {
      return PATH + value;
    }

    /// Does not show it: what is printed may be kept.
    @Override
    public String toString() {
      return "Secret[...]";
    }

    private static boolean same(String one, String other) {
      return MessageDigest.isEqual(
          one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String text) {
      try {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every JDK has SHA-256", e);
      }
    }
  }

  public SecretLink(Path directory) {
    this.file = directory.resolve(FILE);
  }

  /// The file that holds it, for scripts.
  Path file() {
    return file;
  }

  /// What lets in at this moment; nobody where it cannot be read.
  public Optional<LinkSecret> current() {
    try {
      return read();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The secret, made where there is none yet.
  ///
  /// @throws IOException when it can neither be read nor made
  public LinkSecret readOrMake() throws IOException {
    Optional<LinkSecret> there = read();
    if (there.isPresent()) {
      return there.get();
    }
    if (Files.exists(file)) {
      return renew();
    }
    Path part = part();
    try {
      put(part);
    } finally {
      Files.deleteIfExists(part);
    }
    return made();
  }

  /// Makes a new one. The old one is good no more.
  public LinkSecret renew() throws IOException {
    Path part = part();
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return made();
  }

  private LinkSecret made() throws IOException {
    return read().orElseThrow(() -> new IOException(file + " cannot be read"));
  }

  private Optional<LinkSecret> read() throws IOException {
    String text;
    try (var in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(LENGTH + 2), StandardCharsets.US_ASCII).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return text.length() == LENGTH ? Optional.of(new LinkSecret(text)) : Optional.empty();
  }

  /// A new secret under another name, complete and on disk.
  private Path part() throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    // Only its owner may read what this makes.
    Path part = Files.createTempFile(file.getParent(), ".link-", ".part");
    try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII));
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    return part;
  }

  private void put(Path part) throws IOException {
    try {
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its secret is the one.
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without links, like that of many a USB stick.
      Files.move(part, file);
    }
  }
}
