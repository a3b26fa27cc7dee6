package chat.parley.database;

import chat.parley.problem.StorageFault;
import chat.parley.problem.StorageFault.StorageFaultKind;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log that the database cannot be used, and that it can again: a line each, however
/// many requests meet it.
final class OutageLog {
  /// How long nothing may fail before it is over, in nanoseconds: small things may still fit on a
  /// disk that is full.
  private static final long CALM = TimeUnit.SECONDS.toNanos(2);

  private static final Logger log = LoggerFactory.getLogger(OutageLog.class);

  private final String access;
  private final Dialect dialect;
  private volatile @Nullable StorageFaultKind kind;
  private long since;
  private long last;
  private int failures;

  /// @param access what fails: to read or to write
  OutageLog(String access, Dialect dialect) {
    this.access = access;
    this.dialect = dialect;
  }

  /// Whether it lasts, as far as is known.
  boolean present() {
    return kind != null;
  }

  /// What a database thread met, by its name where it is a fault of the storage. Whoever tries to
  /// write while it may only read meets no such fault.
  Throwable named(Throwable failure) {
    Optional<StorageFault> fault =
        dialect
            .fault(failure)
            .filter(known -> known.kind() != StorageFaultKind.READ_ONLY || !access.equals("read"));
    fault.ifPresent(this::failed);
    return fault.<Throwable>map(known -> known).orElse(failure);
  }

  private synchronized void failed(StorageFault fault) {
    long now = System.nanoTime();
    last = now;
    failures++;
    StorageFaultKind before = kind;
    if (before == fault.kind() || before == StorageFaultKind.DAMAGED) {
      return;
    }
    if (before == null) {
      since = now;
    }
    kind = fault.kind();
    log.error(
        "database cannot be used access={} kind={} todo=\"{}\" reason=\"{}\"",
        access,
        fault.kind(),
        fault.kind().sentence(),
        fault.reason());
  }

  /// Something worked. Damage stays: what is whole can be used, and the rest cannot.
  synchronized void worked() {
    StorageFaultKind before = kind;
    if (before == null || before == StorageFaultKind.DAMAGED || System.nanoTime() - last < CALM) {
      return;
    }
    kind = null;
    log.info(
        "database can be used again access={} kind={} seconds={} failures={}",
        access,
        before,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since),
        failures);
    failures = 0;
  }
}
