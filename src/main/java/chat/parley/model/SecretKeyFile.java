package chat.parley.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The file of the key that secrets are encrypted with: 32 bytes in base64, one line, which only
/// the user that runs Parley may read.
///
/// It is read anew each time, so that what counts is what is on the disk: a key that somebody took
/// away encrypts nothing more.
final class SecretKeyFile {
  private static final Set<PosixFilePermission> READ_AND_WRITE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /// A key and a line's end, with room for what an editor may add. In bytes.
  private static final int LONGEST = 200;

  private final Path file;

  SecretKeyFile(Path file) {
    this.file = file;
  }

  /// @throws IOException when there is one that cannot be used, with a sentence that says so
  Optional<SecretKey> read() throws IOException {
    String text;
    try (var in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IOException(file + " cannot be read.", e);
    }
    Optional<SecretKey> key = SecretKey.parse(text);
    if (key.isEmpty()) {
      throw new IOException(file + " is no key: it has to be 32 bytes in base64.");
    }
    return key;
  }

  /// Makes one if there is none. One that is there is never overwritten, also where two processes
  /// do this at once: what comes out is the key that stays.
  ///
  /// @throws IOException when it cannot be, with a sentence that says so
  SecretKey readOrMake() throws IOException {
    Optional<SecretKey> there = read();
    if (there.isPresent()) {
      return there.get();
    }
    try {
      make();
    } catch (IOException e) {
      throw new IOException(file + " cannot be made.", e);
    }
    return read().orElseThrow(() -> new IOException(file + " cannot be read."));
  }

  /// Whether others than its owner may do anything with it.
  boolean isExposed() {
    try {
      return Files.getPosixFilePermissions(file).stream()
          .anyMatch(permission -> !permission.name().startsWith("OWNER_"));
    } catch (IOException | UnsupportedOperationException e) {
      // It is not there, or the file system knows no permissions.
      return false;
    }
  }

  /// Under another name until it is complete and on disk: what bears the name is whole.
  private void make() throws IOException {
    byte[] random = new byte[SecretKey.BYTES];
    new SecureRandom().nextBytes(random);
    byte[] line =
        (Base64.getEncoder().encodeToString(random) + "\n").getBytes(StandardCharsets.US_ASCII);
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    // Only its owner may read what this makes.
    Path part = Files.createTempFile(directory, ".secret-", ".part");
    try {
      write(part, line);
      try {
        Files.createLink(file, part);
      } catch (FileAlreadyExistsException e) {
        return;
      } catch (UnsupportedOperationException | FileSystemException e) {
        // A file system without links, like that of many a USB stick.
        writeInPlace(line);
      }
      try (FileChannel entry = FileChannel.open(directory)) {
        entry.force(true);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// The same in one step less: a crash in between leaves a file that is no key, and is named so.
  void writeInPlace(byte[] line) throws IOException {
    FileAttribute<?>[] attributes =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(READ_AND_WRITE)}
            : new FileAttribute<?>[0];
    try {
      Files.createFile(file, attributes);
    } catch (FileAlreadyExistsException e) {
      // Another was faster; its key is the one.
      return;
    }
    write(file, line);
  }

  private static void write(Path to, byte[] line) throws IOException {
    Files.write(to, line, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
  }
}
