package chat.parley.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data directory, into which only the user who runs Parley may look: `rwx------`, and
/// `rw-------` for what is in it, whatever the umask.
///
/// What is wider and belongs to that user is narrowed. Where the file system knows no permissions,
/// nothing is done.
final class PrivateDirectory {
  private static final Set<PosixFilePermission> OWNERS_ALONE =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private static final Set<PosixFilePermission> FILE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /// What Parley keeps there, and the backups that somebody may keep beside it.
  private static final String OURS = "{parley.*,parley-*.db,secret.key,link.token}";

  /// Directories that everybody uses, like `/tmp`, are marked with it.
  private static final int STICKY = 01000;

  private static final Logger log = LoggerFactory.getLogger(PrivateDirectory.class);

  private PrivateDirectory() {}

  /// Makes the directory if it is not there.
  ///
  /// @throws IOException when it cannot be made, or is none
  static void open(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(directory, permissions(directory, OWNERS_ALONE));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
      look(directory);
    }
  }

  /// Makes a file before anybody else does, who would make it with the permissions of the umask:
  /// SQLite gives those that it makes beside it the same ones.
  static void make(Path file) throws IOException {
    try {
      Files.createFile(file, permissions(file, FILE));
    } catch (FileAlreadyExistsException e) {
      // It has been looked at.
    }
  }

  static FileAttribute<?>[] forFile(Path file) {
    return permissions(file, FILE);
  }

  private static FileAttribute<?>[] permissions(Path path, Set<PosixFilePermission> set) {
    return knowsPermissions(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)}
        : new FileAttribute<?>[0];
  }

  private static boolean knowsPermissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void look(Path directory) throws IOException {
    if (!knowsPermissions(directory)) {
      return;
    }
    narrow(directory);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, OURS)) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          narrow(file);
        }
      }
    }
  }

  private static void narrow(Path path) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    Set<PosixFilePermission> now = view.readAttributes().permissions();
    if (OWNERS_ALONE.containsAll(now)) {
      return;
    }
    String was = PosixFilePermissions.toString(now);
    if (!Ownership.isOurs(path) || isEverybodys(path) || !narrow(view, now)) {
      log.warn(
          "others may read what is stored todo=\"Let only the user who runs Parley into it (chmod 700 for the directory, 600 for its files), or choose a directory of its own with --data\" path={} permissions={} owner={}",
          path,
          was,
          Ownership.of(path));
      return;
    }
    log.warn(
        "others could read what is stored, and cannot any more path={} permissions={}", path, was);
  }

  /// @return whether the file system let us
  private static boolean narrow(PosixFileAttributeView view, Set<PosixFilePermission> now) {
    Set<PosixFilePermission> narrowed = EnumSet.copyOf(OWNERS_ALONE);
    narrowed.retainAll(now);
    try {
      view.setPermissions(narrowed);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// One that other programs need too stays as it is.
  private static boolean isEverybodys(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    Path real = path.toRealPath();
    return real.getParent() == null
        || real.equals(Path.of(System.getProperty("user.home", "/")).toAbsolutePath())
        || real.equals(Path.of("").toAbsolutePath())
        || ((int) Files.getAttribute(real, "unix:mode") & STICKY) != 0;
  }
}
