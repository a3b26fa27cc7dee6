package chat.parley;

import chat.parley.data.IntegrityCheck;
import chat.parley.database.Database;
import chat.parley.database.Snapshot;
import chat.parley.problem.StorageFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Looks whether a database is whole, and changes nothing.
final class CheckCommand {
  private static final int MOST_DAMAGE = 20;

  private final PrintWriter out;

  CheckCommand(PrintWriter out) {
    this.out = out;
  }

  /// @param file a database, a backup, or a directory; null = the data directory
  /// @return the exit code
  int look(Path data, @Nullable Path file) throws IOException {
    Path named = file == null ? data : file.toAbsolutePath().normalize();
    Path database = Files.isDirectory(named) ? Database.file(named) : named;
    if (!Files.isRegularFile(database)) {
      out.println("There is no database: " + database);
      return 1;
    }
    Findings findings = look(database);
    if (findings.problems().isEmpty()) {
      out.printf(
          Locale.ENGLISH,
          "%s is whole: %s, %s, schema %d.%n",
          database,
          megabytes(Files.size(database)),
          findings.size(),
          findings.schema());
      return 0;
    }
    findings.problems().forEach(problem -> out.println("Problem: " + problem));
    out.println(findings.todo());
    return 1;
  }

  private record Findings(
      List<String> problems, String todo, IntegrityCheck.@Nullable Size size, int schema) {}

  private static Findings look(Path database) {
    try (Snapshot now = Snapshot.of(database)) {
      int schema = now.schema();
      List<String> problems = new ArrayList<>(now.damage(MOST_DAMAGE));
      if (schema > Snapshot.newestSchema()) {
        problems.add(
            String.format(
                Locale.ENGLISH,
                "A newer Parley wrote %s: its schema is %d, and this one knows %d.",
                database,
                schema,
                Snapshot.newestSchema()));
        return new Findings(problems, "Check it with the newer version.", null, schema);
      }
      if (schema == 0) {
        problems.add(database + " has none of Parley's tables.");
        return new Findings(problems, "Name another file.", null, schema);
      }
      if (problems.isEmpty() && schema == Snapshot.newestSchema()) {
        problems.addAll(now.read(IntegrityCheck::broken));
      }
      return new Findings(
          problems,
          "Stop Parley, keep a copy of the data directory, and put a backup in its place: docs/backups.md says how.",
          problems.isEmpty() ? now.read(IntegrityCheck::size) : null,
          schema);
    } catch (StorageFault fault) {
      boolean damaged = fault.kind() == StorageFault.StorageFaultKind.DAMAGED;
      return new Findings(
          List.of(
              damaged
                  ? database + " is no database, or its beginning is damaged: " + fault.reason()
                  : database + " cannot be read: " + fault.reason()),
          damaged
              ? "If it should be Parley's, put a backup in its place: docs/backups.md says how."
              : fault.kind().sentence(),
          null,
          0);
    }
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ENGLISH, "%.1f MB", bytes / 1e6);
  }
}
