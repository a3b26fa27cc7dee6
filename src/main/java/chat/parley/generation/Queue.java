package chat.parley.generation;

import chat.parley.conversation.MessageChanges;
import chat.parley.database.Database;
import chat.parley.generation.FairScheduler.RunningAnswer;
import chat.parley.generation.FairScheduler.WaitingAnswer;
import chat.parley.usage.ConcurrencyLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The answers that wait to be written, and the leases of those that are.
///
/// Who is next is looked for beside the one thread that writes, and by index: what that costs does
/// not grow with how many wait. Then those few are looked at again inside the transaction that
/// claims them. That a state is not `ended` is said beside what it is where an index is meant that
/// holds only those.
final class Queue {
  /// Answers that are looked at together.
  private static final int SOME = 50;

  /// The next of its conversation, which is there.
  private static final String READY =
      """
      g.state = 'queued'
      and exists (
        select 1 from conversation c where c.id = g.conversation_id and c.deleted_at is null)
      and not exists (
        select 1 from generation o where o.conversation_id = g.conversation_id
          and o.state <> 'ended' and (o.state = 'running' or o.id < g.id))
      """;

  private final Database database;
  private final ConcurrencyLimits limits;
  private final String worker;
  private final Clock clock;

  /// @param worker the name of this process
  Queue(Database database, ConcurrencyLimits limits, String worker, Clock clock) {
    this.database = database;
    this.limits = limits;
    this.worker = worker;
    this.clock = clock;
  }

  /// Claims those that may begin now: state running, the next epoch.
  List<Claim> claim() {
    List<WaitingAnswer> next = database.read(handle -> next(handle, limits));
    return next.isEmpty() ? List.of() : database.append(handle -> start(handle, next));
  }

  /// The places of all that wait.
  List<QueuePlaces.QueuePlace> places() {
    return QueuePlaces.all(database, limits);
  }

  /// Those that may begin, as one snapshot shows it.
  static List<WaitingAnswer> next(Handle handle, ConcurrencyLimits limits) {
    FairScheduler scheduler = new FairScheduler(limits, running(handle));
    List<WaitingAnswer> next = new ArrayList<>();
    boolean more = true;
    while (more && scheduler.hasRoom()) {
      List<WaitingAnswer> found = scheduler.admitOthers(ofOthers(handle, scheduler));
      more = !found.isEmpty();
      next.addAll(found);
    }
    more = true;
    while (more && scheduler.hasRoom()) {
      List<WaitingAnswer> found = scheduler.admitOne(ofBusy(handle, scheduler, next));
      more = !found.isEmpty();
      next.addAll(found);
    }
    return next;
  }

  /// Those that have waited longest, of accounts that have nothing under way: the first of them is
  /// the next of all.
  private static List<WaitingAnswer> ofOthers(Handle handle, FairScheduler scheduler) {
    return waiting(
        handle
            .createQuery(
                """
                select g.id, g.account_id as account, g.provider from generation g
                where g.account_id not in (<busy>) and g.provider not in (<full>) and <ready>
                order by g.queued_at, g.id limit :some
                """)
            .define("ready", READY)
            .bindList("busy", orNone(scheduler.busyAccounts()))
            .bindList("full", orNone(scheduler.fullProviders()))
            .bind("some", SOME));
  }

  /// The first of each account that has something under way and may have more.
  private static List<WaitingAnswer> ofBusy(
      Handle handle, FairScheduler scheduler, List<WaitingAnswer> taken) {
    List<Long> ids = new ArrayList<>(taken.stream().map(WaitingAnswer::id).toList());
    ids.add(0L);
    return waiting(
        handle
            .createQuery(
                """
                select f.id, f.account_id as account, f.provider from generation f
                where f.id in (
                  select (
                    select g.id from generation g
                    where g.account_id = a.account_id and g.provider not in (<full>)
                      and g.id not in (<taken>) and <ready>
                    order by g.queued_at, g.id limit 1)
                  from (
                    select account_id from generation where state = 'running' and state <> 'ended'
                    union select account_id from generation where id in (<taken>)) a
                  where a.account_id not in (<full_accounts>))
                order by f.queued_at, f.id
                """)
            .define("ready", READY)
            .bindList("full", orNone(scheduler.fullProviders()))
            .bindList("full_accounts", orNone(scheduler.fullAccounts()))
            .bindList("taken", ids));
  }

  /// A list in SQL has at least one element; nothing is called by the empty name.
  private static List<String> orNone(Collection<String> values) {
    return values.isEmpty() ? List.of("") : List.copyOf(values);
  }

  private static List<WaitingAnswer> waiting(Query query) {
    return query.mapTo(WaitingAnswer.class).list();
  }

  static List<RunningAnswer> running(Handle handle) {
    return handle
        .createQuery(
            """
            select account_id as account, provider from generation
            where state = 'running' and state <> 'ended'
            """)
        .mapTo(RunningAnswer.class)
        .list();
  }

  /// What was found is looked at again: another process may have claimed meanwhile.
  private List<Claim> start(Handle handle, List<WaitingAnswer> next) {
    List<WaitingAnswer> still =
        waiting(
            handle
                .createQuery(
                    """
                    select g.id, g.account_id as account, g.provider from generation g
                    where g.id in (<next>) and <ready> order by g.queued_at, g.id<lock>
                    """)
                .define("ready", READY)
                .define("lock", database.dialect().claimLock("g"))
                .bindList("next", next.stream().map(WaitingAnswer::id).toList()));
    List<Claim> claims = new ArrayList<>();
    for (WaitingAnswer one : new FairScheduler(limits, running(handle)).admit(still)) {
      start(handle, one.id()).ifPresent(claims::add);
    }
    return claims;
  }

  private Optional<Claim> start(Handle handle, long id) {
    Optional<Claim> claim =
        handle
            .createQuery(
                """
                update generation
                set state = 'running', epoch = epoch + 1, worker = :worker, renewals = 0, started_at = :now
                where id = :id and state = 'queued'
                returning id, conversation_id as conversation, message, account_id as account, provider, model,
                  epoch, left_out
                """)
            .bind("id", id)
            .bind("worker", worker)
            .bind("now", clock.millis())
            .mapTo(Claim.class)
            .findOne();
    claim.ifPresent(c -> new MessageChanges(handle, c.conversation()).change(c.message()));
    return claim;
  }

  /// Renews the leases of this process.
  ///
  /// @return those of them for which a stop was asked
  List<StopRequest> renew() {
    return database.append(handle ->
        handle
            .createQuery(
                """
                update generation set renewals = renewals + 1
                where state = 'running' and state <> 'ended' and worker = :worker
                returning id, epoch, stop_requested
                """)
            .bind("worker", worker)
            .mapTo(RenewedLease.class)
            .list()
            .stream()
            .filter(RenewedLease::stopRequested)
            .map(lease -> new StopRequest(lease.id(), lease.epoch()))
            .toList());
  }

  private record RenewedLease(long id, int epoch, boolean stopRequested) {}

  /// An answer that is being written, for which a stop was asked.
  record StopRequest(long id, int epoch) {}
}
