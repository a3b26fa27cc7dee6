package chat.parley.usage;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.io.File;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether there is room for more: on the disk, and of what an account may have stored.
///
/// Near the end of either nothing new is taken, so that what is under way comes to its end: the
/// database writes each answer twice, as it grows and as a whole.
public final class StorageQuota {
  /// From here on people are told, in percent.
  private static final int WORTH_SAYING = 80;

  private static final long MEGABYTE = 1_000_000;

  /// How long what was found about the disk is believed, in nanoseconds.
  private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

  private static final Logger log = LoggerFactory.getLogger(StorageQuota.class);

  private final Database database;
  private final LimitStore limits;
  private final long leastFree;
  private volatile @Nullable FreeSpace look;

  private record FreeSpace(long free, long at) {}

  StorageQuota(Database database, LimitStore limits, StorageLimits storage) {
    this.database = database;
    this.limits = limits;
    this.leastFree = storage.leastFree() * MEGABYTE;
  }

  /// @throws Problem when there is none
  void check(Handle handle, Account account) {
    trouble()
        .ifPresent(sentence -> {
          throw new Problem(
              Code.NO_ROOM,
              sentence + " What is here can be read. Whoever runs this Parley must make room.");
        });
    long most = most(limits.of(account).storage());
    if (most > 0) {
      full(most, stored(handle, account.id()))
          .ifPresent(sentence -> {
            throw new Problem(Code.NO_ROOM, sentence);
          });
    }
  }

  /// What is the matter with the disk, if anything is.
  public Optional<String> trouble() {
    return isDiskFull()
        ? Optional.of("The disk is nearly full, so Parley takes nothing new.")
        : Optional.empty();
  }

  /// Why no more of an account's answer can be kept, where that is so.
  Optional<String> full(Handle handle, AccountId account) {
    long most = most(limits.of(account).storage());
    return most > 0 ? full(most, stored(handle, account)) : Optional.empty();
  }

  /// What to say to somebody before there is none left; nothing while there is plenty.
  Optional<String> warning(Account account) {
    long most = most(limits.of(account).storage());
    if (most == 0) {
      return Optional.empty();
    }
    long stored = stored(account.id());
    return full(most, stored)
        .or(() ->
            100 * stored >= WORTH_SAYING * most
                ? Optional.of(
                    String.format(
                        Locale.ENGLISH,
                        "Your chats take %d %% of the room that you have.",
                        100 * stored / most))
                : Optional.empty());
  }

  /// How much somebody has stored, in a sentence.
  String words(Account account) {
    long most = most(limits.of(account).storage());
    return String.format(
        Locale.ENGLISH,
        "Your chats take %s MB%s.",
        megabytes(stored(account.id())),
        most == 0 ? "" : String.format(Locale.ENGLISH, " of %,d MB", most / MEGABYTE));
  }

  private static Optional<String> full(long most, long stored) {
    return stored < most
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ENGLISH,
                "Your chats take all of the %,d MB that you have. Delete chats (the room of a deleted one is free after seven days, of all of them at once under Settings), or ask the owner for more.",
                most / MEGABYTE));
  }

  private static long most(long megabytes) {
    return megabytes * MEGABYTE;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ENGLISH, "%,.1f", (double) bytes / MEGABYTE);
  }

  private long stored(AccountId account) {
    return database.read(handle -> stored(handle, account));
  }

  private static long stored(Handle handle, AccountId account) {
    return handle
        .select("select bytes from storage where account_id = ?", account.value())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  private boolean isDiskFull() {
    return leastFree > 0 && free() < leastFree;
  }

  private long free() {
    FreeSpace seen = look;
    long now = System.nanoTime();
    if (seen != null && now - seen.at() < FRESH) {
      return seen.free();
    }
    FreeSpace fresh = new FreeSpace(usable(), now);
    look = fresh;
    boolean before = seen != null && seen.free() < leastFree;
    if (before != fresh.free() < leastFree) {
      tell(fresh.free());
    }
    return fresh.free();
  }

  private void tell(long free) {
    if (free < leastFree) {
      log.error(
          "nothing new is taken todo=\"Make room on the disk, or lower --min-free-disk\" freeMegabytes={} leastMegabytes={}",
          free / MEGABYTE,
          leastFree / MEGABYTE);
    } else {
      log.info("messages are taken again freeMegabytes={}", free / MEGABYTE);
    }
  }

  /// A disk that does not say how much is free is not taken for full.
  private long usable() {
    File disk = database.directory().toFile();
    return disk.getTotalSpace() == 0 ? Long.MAX_VALUE : disk.getUsableSpace();
  }
}
