package chat.parley.usage;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.usage.Limits.Allowed;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// What is left of a day's tokens and a month's money.
///
/// Counted from the database, so that a restart opens no door; and with the days that the clock
/// says are still to come, so that setting it back opens none either.
public final class Quota {
  /// From here on people are told, in percent.
  private static final int WORTH_SAYING = 80;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);

  private final Database database;
  private final LimitStore limits;
  private final StorageQuota room;
  private final Clock clock;

  /// @param clock its zone decides where a day begins
  Quota(Database database, LimitStore limits, StorageQuota room, Clock clock) {
    this.database = database;
    this.room = room;
    this.limits = limits;
    this.clock = clock;
  }

  /// What holds for somebody.
  Allowed allowed(Account account) {
    return limits.of(account);
  }

  /// @throws Problem when nothing is left, or there is no room for more
  void check(Handle handle, Account account) {
    room.check(handle, account);
    Allowed allowed = limits.of(account);
    if (allowed.counts()) {
      over(allowed, used(handle, account.id()))
          .ifPresent(over -> {
            throw Problem.tooMany(over.sentence(), over.left());
          });
    }
  }

  /// What to say to somebody before it is used up; nothing while there is plenty.
  public Optional<String> warning(Account account) {
    Optional<String> noRoom = room.warning(account);
    Allowed allowed = limits.of(account);
    if (noRoom.isPresent() || !allowed.counts()) {
      return noRoom;
    }
    Used used = database.read(handle -> used(handle, account.id()));
    return over(allowed, used).map(Over::sentence).or(() -> nearly(allowed, used));
  }

  /// Why an answer may not be begun when its turn comes, in a sentence; nothing where it may: what
  /// an account may use can be used up by the answers that were before it in the queue.
  public Optional<String> refusal(Handle handle, AccountId account) {
    Allowed allowed = limits.of(account);
    Optional<String> over =
        allowed.counts()
            ? over(allowed, used(handle, account)).map(Over::sentence)
            : Optional.empty();
    return over.or(() -> room.full(handle, account));
  }

  /// Why nothing more of an answer that is being written can be kept, in a sentence; nothing where
  /// there is room.
  public Optional<String> full(AccountId account) {
    return database.read(handle -> room.full(handle, account));
  }

  private record Used(long tokens, double cost) {}

  private record Over(String sentence, Duration left) {}

  private Used used(Handle handle, AccountId account) {
    LocalDate today = LocalDate.now(clock);
    return handle
        .select(
            """
            select coalesce(sum(case when day >= ? then prompt_tokens + completion_tokens end), 0) as tokens,
              coalesce(sum(cost), 0) as cost
            from use_by_day where account_id = ? and day >= ?
            """,
            today,
            account.value(),
            today.withDayOfMonth(1))
        .mapTo(Used.class)
        .one();
  }

  private Optional<Over> over(Allowed allowed, Used used) {
    ZonedDateTime now = ZonedDateTime.now(clock);
    LocalDate today = now.toLocalDate();
    if (allowed.costPerMonth() > 0 && used.cost() >= allowed.costPerMonth()) {
      LocalDate next = today.withDayOfMonth(1).plusMonths(1);
      Duration left = Duration.between(now, next.atStartOfDay(now.getZone()));
      return Optional.of(
          new Over(
              "You have used what this month may cost (%s). You can write again on %s."
                  .formatted(Limits.plain(allowed.costPerMonth()), DAY.format(next)),
              left));
    }
    if (allowed.tokensPerDay() > 0 && used.tokens() >= allowed.tokensPerDay()) {
      Duration left = Duration.between(now, today.plusDays(1).atStartOfDay(now.getZone()));
      return Optional.of(
          new Over(
              String.format(
                  Locale.ENGLISH,
                  "You have used today's %,d tokens. You can write again at midnight, in %s.",
                  allowed.tokensPerDay(),
                  words(left)),
              left));
    }
    return Optional.empty();
  }

  private static Optional<String> nearly(Allowed allowed, Used used) {
    int tokens = percent((double) used.tokens(), (double) allowed.tokensPerDay());
    int cost = percent(used.cost(), allowed.costPerMonth());
    if (Math.max(tokens, cost) < WORTH_SAYING) {
      return Optional.empty();
    }
    return Optional.of(
        tokens >= cost
            ? String.format(Locale.ENGLISH, "You have used %d %% of today's tokens.", tokens)
            : String.format(
                Locale.ENGLISH, "You have used %d %% of what this month may cost.", cost));
  }

  /// Rounded down: what is not used up does not look so.
  private static int percent(double used, double most) {
    return most > 0 ? (int) (100 * used / most) : 0;
  }

  private static String words(Duration left) {
    long minutes = left.plusSeconds(59).toMinutes();
    if (minutes < 60) {
      return minutes == 1 ? "1 minute" : minutes + " minutes";
    }
    long hours = (minutes + 59) / 60;
    return hours == 1 ? "1 hour" : hours + " hours";
  }
}
