package chat.parley;

import chat.parley.data.IntegrityCheck;
import chat.parley.database.Database;
import chat.parley.database.Snapshot;
import chat.parley.model.Secrets;
import chat.parley.problem.StorageFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Copies the database into one file, also while Parley runs.
final class BackupCommand {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT);

  private final PrintWriter out;
  private final PrintWriter err;

  BackupCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /// @param file the backup, or a directory for it; null = a file in this directory
  /// @param overwrite whether a file that is there is replaced
  /// @return the exit code
  int make(Path data, @Nullable Path file, boolean overwrite) {
    Path database = Database.file(data);
    Path target = target(file);
    try {
      if (!Files.isRegularFile(database)) {
        return refuse(
            "There is no database in %s. Name Parley's data directory with --data."
                .formatted(database.getParent()));
      }
      if (belongsTo(target, database)) {
        return refuse(target + " belongs to the database itself. Choose another file.");
      }
      if (Files.exists(target) && !overwrite) {
        return refuse(target + " is there already. Choose another file, or say --overwrite.");
      }
      IntegrityCheck.Size size = copy(database, target, overwrite);
      out.println(
          "The backup is in %s: %s, %s."
              .formatted(target, CheckCommand.megabytes(Files.size(target)), size));
      Path key = Secrets.file(Objects.requireNonNull(database.getParent()));
      if (Files.exists(key)) {
        // Beside the backup it would be of no use: whoever had the one would have the other.
        out.println(
            "The keys of your models' servers are in it encrypted, to be read only with %s, which is not in it: keep a copy of that file elsewhere."
                .formatted(key));
      }
      return 0;
    } catch (StorageFault e) {
      return refuse("No backup was made. " + e.getMessage() + " (" + e.reason() + ")");
    } catch (FileSystemException e) {
      return refuse("No backup was made: %s cannot be written (%s).".formatted(target, reason(e)));
    } catch (IOException e) {
      return refuse("No backup was made: " + e.getMessage());
    }
  }

  private static Path target(@Nullable Path file) {
    String name = "parley-" + LocalDateTime.now(ZoneId.systemDefault()).format(MOMENT) + ".db";
    Path named = (file == null ? Path.of("") : file).toAbsolutePath().normalize();
    return file == null || Files.isDirectory(named) ? named.resolve(name) : named;
  }

  /// The database, what SQLite keeps beside it, the lock, and the key of what is encrypted.
  private static boolean belongsTo(Path target, Path database) throws IOException {
    Path directory = Objects.requireNonNull(database.getParent());
    Path key = Secrets.file(directory);
    return Files.exists(target)
        && (Files.isSameFile(target, database)
            || (Files.exists(key) && Files.isSameFile(target, key))
            || (target.getFileName().toString().startsWith("parley.")
                && Files.isSameFile(Objects.requireNonNull(target.getParent()), directory)));
  }

  /// Under another name until it is complete and on disk: what bears the name is whole.
  private static IntegrityCheck.Size copy(Path database, Path target, boolean overwrite)
      throws IOException {
    Path directory = Objects.requireNonNull(target.getParent());
    Path part = Files.createTempFile(directory, "." + target.getFileName() + "-", ".part");
    try {
      try (Snapshot now = Snapshot.ofLive(database)) {
        now.copyTo(part);
      }
      IntegrityCheck.Size size;
      try (Snapshot copy = Snapshot.of(part)) {
        String damage = copy.firstDamage().orElse(null);
        if (damage != null) {
          throw new IOException(
              "the database is damaged (%s). See all of it with bin/parley check."
                  .formatted(damage));
        }
        size = copy.read(IntegrityCheck::size);
      }
      move(part, target, overwrite);
      return size;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void move(Path part, Path target, boolean overwrite) throws IOException {
    if (overwrite) {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.move(part, target);
    }
    try (FileChannel directory = FileChannel.open(Objects.requireNonNull(target.getParent()))) {
      directory.force(true);
    }
  }

  private static String reason(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException _ -> "its directory is not there";
      case AccessDeniedException _ -> "permission denied";
      default -> e.getReason() == null ? "the system refused" : e.getReason();
    };
  }

  private int refuse(String sentence) {
    err.println(sentence);
    return 1;
  }
}
