package chat.parley.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;

/// A SQLite database in a data directory that this process alone uses, but for tests that let two.
///
/// SQLite's native code holds the carrier of a virtual thread, so all work is done on platform
/// threads: one writes and commits in groups, a few read. Callers wait; they may be interrupted,
/// but the work is not.
public final class Database implements AutoCloseable {
  private static final String FILE = "parley.db";
  private static final String LOCK = "parley.lock";

  private final Path directory;
  private final FileChannel lockFile;
  private final boolean exclusive;
  private final Writer writer;
  private final Readers readers;

  private Database(Path directory, FileChannel lockFile, boolean exclusive, String url) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.exclusive = exclusive;
    this.writer = new Writer(jdbi(() -> Sqlite.connectToWrite(url))::open, Sqlite.DIALECT);
    this.readers = new Readers(jdbi(() -> Sqlite.connect(url)), Sqlite.DIALECT);
  }

  /// Opens the database of a data directory, makes both where they are missing, and brings the
  /// schema up to date.
  ///
  /// @throws DirectoryInUse when another process has it open
  public static Database open(Path directory) {
    return open(directory, true);
  }

  /// The same without the lock: what two processes on one database do to each other can be tested.
  public static Database openShared(Path directory) {
    return open(directory, false);
  }

  private static Database open(Path directory, boolean exclusive) {
    try {
      PrivateDirectory.open(directory);
      SqliteLibrary.place(directory);
      return open(directory, exclusive ? lock(directory) : lockFile(directory), exclusive);
    } catch (IOException e) {
      throw new Unusable(
          "The data directory %s cannot be used: %s. Or choose another directory with --data."
              .formatted(directory, Ownership.reason(e, directory)),
          e);
    }
  }

  private static Database open(Path directory, FileChannel lockFile, boolean exclusive)
      throws IOException {
    boolean opened = false;
    try {
      String url = Sqlite.url(file(directory));
      PrivateDirectory.make(file(directory));
      StartupCheck.prepare(file(directory), url);
      Database database = new Database(directory, lockFile, exclusive, url);
      opened = true;
      return database;
    } finally {
      if (!opened) {
        lockFile.close();
      }
    }
  }

  /// Without what was bound in the messages of its exceptions: these are logged, and what people
  /// wrote is not.
  static Jdbi jdbi(ConnectionFactory connections) {
    Jdbi jdbi =
        Jdbi.create(connections)
            .configure(
                StatementExceptions.class,
                exceptions ->
                    exceptions.setMessageRendering(StatementExceptions.MessageRendering.NONE));
    jdbi.setStatementBuilderFactory(_ -> new PreparedStatements());
    ColumnTypes.register(jdbi);
    return jdbi;
  }

  /// Whether no other process can use it while this one does.
  public boolean exclusive() {
    return exclusive;
  }

  /// How its SQL is said where databases differ.
  public Dialect dialect() {
    return Sqlite.DIALECT;
  }

  /// Where the database's files are.
  public Path directory() {
    return directory;
  }

  /// The database of a data directory.
  public static Path file(Path directory) {
    return directory.resolve(FILE);
  }

  /// Reads from one consistent snapshot.
  public <T extends @Nullable Object> T read(Function<Handle, T> work) {
    return readers.read(work);
  }

  /// Writes in one transaction, which is on disk (fsynced) when this returns.
  public <T extends @Nullable Object> T write(Function<Handle, T> work) {
    return writer.write(work, true);
  }

  /// Writes in one transaction, which survives the end of this process when this returns, and a
  /// power cut within {@value Writer#SYNC_MILLIS} ms.
  public <T extends @Nullable Object> T append(Function<Handle, T> work) {
    return writer.write(work, false);
  }

  /// The same for what must not be there any more: what is deleted in it is overwritten in the
  /// database's file. Elsewhere that is not done, because it costs writes: what the log beside the
  /// file holds of before is overwritten in time.
  public <T extends @Nullable Object> T erase(Function<Handle, T> work) {
    return write(handle -> {
      dialect().eraseMode(handle, true);
      try {
        return work.apply(handle);
      } finally {
        dialect().eraseMode(handle, false);
      }
    });
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new IllegalStateException("The lock of " + directory + " could not be given back", e);
    }
  }

  private static FileChannel lockFile(Path directory) throws IOException {
    Path file = directory.resolve(LOCK);
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PrivateDirectory.forFile(file));
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel = lockFile(directory);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new DirectoryInUse(directory);
    }
    return channel;
  }

  /// Whether a process has the database of a directory open.
  public static boolean isInUse(Path directory) throws IOException {
    if (Files.notExists(directory.resolve(LOCK))) {
      return false;
    }
    try {
      lock(directory).close();
      return false;
    } catch (DirectoryInUse e) {
      return true;
    }
  }

  /// Another process has the data directory open.
  public static final class DirectoryInUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    DirectoryInUse(Path directory) {
      super("Another Parley is running on " + directory);
    }
  }

  /// The database cannot be opened. Its file has not been changed.
  public static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message what is wrong and what to do, for a person
    Unusable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
