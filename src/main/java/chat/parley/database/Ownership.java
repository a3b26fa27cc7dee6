package chat.parley.database;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whose files are, and why one cannot be used.
final class Ownership {
  private static final Path OURSELVES = Path.of("/proc/self");

  private Ownership() {}

  /// Whether it belongs to the user who runs this process.
  static boolean isOurs(Path path) throws IOException {
    return Files.exists(OURSELVES)
        ? Files.getAttribute(path, "unix:uid").equals(Files.getAttribute(OURSELVES, "unix:uid"))
        : of(path).equals(System.getProperty("user.name"));
  }

  /// A name, or a number where there is no name for it.
  static String of(Path path) {
    try {
      return Files.getOwner(path).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "nobody that is known";
    }
  }

  private static String ourselves() {
    return Files.exists(OURSELVES)
        ? of(OURSELVES)
        : System.getProperty("user.name", "another user");
  }

  /// Why something in a directory, or the directory itself, cannot be used, and what to do.
  static String reason(IOException e, Path directory) {
    return switch (e) {
      case FileAlreadyExistsException _ -> directory + " is a file, and no directory";
      case AccessDeniedException denied -> denied(Path.of(denied.getFile()));
      case FileSystemException known when known.getReason() != null ->
          known.getFile() + ": " + known.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String denied(Path path) {
    Path there = path.toAbsolutePath();
    while (Files.notExists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return "permission denied: %s belongs to %s, and Parley runs as %s. Give it to that user, for example with chown -R %s %s"
        .formatted(there, of(there), ourselves(), ourselves(), there);
  }
}
