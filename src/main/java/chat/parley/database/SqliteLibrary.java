package chat.parley.database;

import chat.parley.database.Database.Unusable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where SQLite's native library may stand: it is unpacked into a file at each start, and the
/// system loads it only from a place that is writable and not mounted `noexec`.
final class SqliteLibrary {
  /// Where the driver unpacks it.
  private static final String PLACE = "org.sqlite.tmpdir";

  private SqliteLibrary() {}

  /// Finds a place once for a process: that for temporary files, else one in a directory of ours.
  static synchronized void place(Path directory) {
    if (System.getProperty(PLACE) != null) {
      return;
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    Path own = directory.resolve("native");
    for (Path place : List.of(temporary, own)) {
      if (canLoad(place, place.equals(own))) {
        System.setProperty(PLACE, place.toString());
        return;
      }
    }
    throw new Unusable(
        "SQLite's library can be loaded neither from %s nor from %s: there nothing may be written, or no program may be run (noexec). Name another directory with PARLEY_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY."
            .formatted(temporary, directory),
        null);
  }

  /// The system says of a file on a file system without programs that it is not executable,
  /// whatever its permissions.
  private static boolean canLoad(Path place, boolean ours) {
    @Nullable Path trial = null;
    try {
      if (ours) {
        Files.createDirectories(place);
        clear(place);
      }
      trial = Files.createTempFile(place, "parley-", ".trial");
      if (trial.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(trial, PosixFilePermissions.fromString("rwx------"));
      }
      return Files.isExecutable(trial);
    } catch (IOException e) {
      return false;
    } finally {
      delete(trial);
    }
  }

  /// A process that was killed has left its own; who has it open does not mind.
  private static void clear(Path place) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(place)) {
      left.forEach(SqliteLibrary::delete);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The next start tries again.
    }
  }
}
