package chat.parley.database;

import chat.parley.database.Database.Unusable;
import chat.parley.problem.StorageFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a start looks at before it writes anything: whether the database is one of Parley's, whole,
/// and no newer than the program.
final class StartupCheck {
  /// Up to this size all of a database is looked at before anything is done with it, which takes up
  /// to 20 ms. In bytes.
  private static final long SMALL = 16 * 1024 * 1024;

  private static final Logger log = LoggerFactory.getLogger(StartupCheck.class);

  private StartupCheck() {}

  /// Brings the schema up to date; refuses what cannot be used, and leaves it as it was.
  static void prepare(Path file, String url) throws IOException {
    if (Files.notExists(file) || Files.size(file) == 0) {
      named(file, () -> migrated(url));
      return;
    }
    if (!Files.isWritable(file) || !Files.isWritable(file.getParent())) {
      throw new Unusable(
          file + " is read-only. Make it and its directory writable for the user that runs Parley.",
          null);
    }
    long size = Files.size(file);
    if (named(file, () -> isOutdated(file, size))) {
      named(file, () -> migrated(url));
    }
    if (size > SMALL) {
      Thread.ofPlatform().daemon().name("database-look").start(() -> lookAtAll(file));
    }
  }

  /// A start does not wait for the look at a large one: what is wrong there, the log says.
  private static void lookAtAll(Path file) {
    try (Snapshot now = Snapshot.ofLive(file)) {
      now.firstDamage()
          .ifPresent(found ->
              log.error(
                  "database is damaged todo=\"{}\" reason=\"{}\"",
                  StorageFault.StorageFaultKind.DAMAGED.sentence(),
                  found));
    } catch (StorageFault fault) {
      // Whoever uses it meets the same, and says so.
      log.debug("database could not be looked at kind={}", fault.kind());
    }
  }

  private static boolean isOutdated(Path file, long size) {
    try (Snapshot now = Snapshot.of(file)) {
      int schema = now.schema();
      if (schema > Migrations.newest()) {
        throw new Unusable(
            String.format(
                Locale.ENGLISH,
                "%s was written by a newer Parley: its schema is %d, and this one knows %d. It has not been changed. Start the newer version, or put an older backup in its place.",
                file,
                schema,
                Migrations.newest()),
            null);
      }
      if (size <= SMALL) {
        now.firstDamage()
            .ifPresent(found -> {
              throw damaged(file, found, null);
            });
      }
      if (schema == 0 && !now.isEmpty()) {
        throw new Unusable(
            file
                + " is a database, but not one of Parley's. It has not been changed. Choose another directory with --data.",
            null);
      }
      return schema < Migrations.newest();
    }
  }

  private static boolean migrated(String url) {
    Migrations.migrate(url);
    return true;
  }

  private static Unusable damaged(
      Path file, String found, @org.jspecify.annotations.Nullable Throwable cause) {
    return new Unusable(
        "%s is damaged, or is no database (%s). It has not been changed. See all that is wrong with bin/parley check, and put a backup in its place."
            .formatted(file, found.lines().findFirst().orElse("")),
        cause);
  }

  private static <T> T named(Path file, Supplier<T> work) {
    try {
      return work.get();
    } catch (StorageFault | FlywayException | org.jdbi.v3.core.JdbiException e) {
      StorageFault fault = Sqlite.DIALECT.fault(e).orElseThrow(() -> e);
      throw fault.kind() == StorageFault.StorageFaultKind.DAMAGED
          ? damaged(file, fault.reason(), e)
          : new Unusable(file + " cannot be used. " + fault.kind().sentence(), e);
    }
  }
}
