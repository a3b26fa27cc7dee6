package chat.parley.problem;

import java.time.Duration;

/// The database cannot be read or written at present, for a reason that lies outside of Parley. It
/// has its place here because it is said by `database` and understood by many.
///
/// Nothing of what was asked for has happened.
public final class StorageFault extends Problem {
  private static final long serialVersionUID = 1;

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final StorageFaultKind kind;

  public StorageFault(StorageFaultKind kind, Throwable cause) {
    super(
        cause,
        kind == StorageFaultKind.FULL ? Code.NO_ROOM : Code.UNAVAILABLE,
        kind.sentence(),
        kind.passing() ? RETRY : null);
    this.kind = kind;
  }

  public StorageFaultKind kind() {
    return kind;
  }

  /// What SQLite or the system said, for the log.
  public String reason() {
    Throwable cause = this;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /// The reasons that a person can tell apart, because each has another way on.
  public enum StorageFaultKind {
    FULL(
        "The disk is full, so Parley cannot store anything. Make room on it, and try again.", true),
    LOCKED(
        "Another program has locked Parley's database. Close that program, or wait for it, and try again.",
        true),
    READ_ONLY(
        "Parley's database is read-only. Make its files and its disk writable, and try again.",
        true),
    FAILING("The disk failed to read or write Parley's database. Look at the disk.", true),
    UNOPENABLE(
        "Parley cannot open its database: its file is gone, or the system has no more open files to give.",
        true),
    DAMAGED(
        "Parley's database is damaged. Stop Parley, look with bin/parley check, and put a backup in its place.",
        false);

    private final String sentence;
    private final boolean passing;

    StorageFaultKind(String sentence, boolean passing) {
      this.sentence = sentence;
      this.passing = passing;
    }

    /// What is wrong and what to do, for a person.
    public String sentence() {
      return sentence;
    }

    /// Whether it may pass while Parley runs.
    public boolean passing() {
      return passing;
    }
  }
}
