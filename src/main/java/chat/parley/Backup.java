package chat.parley;

import chat.parley.database.Database;
import chat.parley.database.Snapshot;
import chat.parley.generation.Invariants;
import chat.parley.problem.StorageFault;
import java.io.IOException;
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
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Copies the database into one file, also while Parley runs.
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = "Copies everything that is stored into one file, also while Parley runs.")
final class Backup implements Callable<Integer> {
  private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

  @ParentCommand private @Nullable Main main;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--overwrite", description = "Replace FILE if it is there.")
  private boolean overwrite;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "The backup, or a directory for it (default: parley-DATE-TIME.db in this directory).")
  private @Nullable Path file;

  @Override
  public Integer call() {
    Path database = Database.file(Objects.requireNonNull(main).data());
    Path target = target();
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
      Invariants.Size size = copy(database, target);
      say(
          "The backup is in %s: %s, %s."
              .formatted(target, Check.megabytes(Files.size(target)), size));
      return 0;
    } catch (StorageFault e) {
      return refuse("No backup was made. " + e.getMessage() + " (" + e.reason() + ")");
    } catch (FileSystemException e) {
      return refuse("No backup was made: %s cannot be written (%s).".formatted(target, reason(e)));
    } catch (IOException e) {
      return refuse("No backup was made: " + e.getMessage());
    }
  }

  private Path target() {
    String name = "parley-" + LocalDateTime.now(ZoneId.systemDefault()).format(MOMENT) + ".db";
    Path named = (file == null ? Path.of("") : file).toAbsolutePath().normalize();
    return file == null || Files.isDirectory(named) ? named.resolve(name) : named;
  }

  /// The database, what SQLite keeps beside it, and the lock.
  private static boolean belongsTo(Path target, Path database) throws IOException {
    return Files.exists(target)
        && (Files.isSameFile(target, database)
            || (target.getFileName().toString().startsWith("parley.")
                && Files.isSameFile(
                    Objects.requireNonNull(target.getParent()),
                    Objects.requireNonNull(database.getParent()))));
  }

  /// Under another name until it is complete and on disk: what bears the name is whole.
  private Invariants.Size copy(Path database, Path target) throws IOException {
    Path directory = Objects.requireNonNull(target.getParent());
    Path part = Files.createTempFile(directory, "." + target.getFileName() + "-", ".part");
    try {
      try (Snapshot now = Snapshot.ofLive(database)) {
        now.copyTo(part);
      }
      Invariants.Size size;
      try (Snapshot copy = Snapshot.of(part)) {
        String damage = copy.firstDamage().orElse(null);
        if (damage != null) {
          throw new IOException(
              "the database is damaged (%s). See all of it with bin/parley check."
                  .formatted(damage));
        }
        size = copy.read(Invariants::size);
      }
      move(part, target);
      return size;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void move(Path part, Path target) throws IOException {
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

  private void say(String sentence) {
    Objects.requireNonNull(spec).commandLine().getOut().println(sentence);
  }

  private int refuse(String sentence) {
    Objects.requireNonNull(spec).commandLine().getErr().println(sentence);
    return 1;
  }
}
