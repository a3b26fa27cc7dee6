package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.conversation.MessageChanges;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Leases.Lease;
import chat.parley.provider.ContextWindow;
import chat.parley.provider.Fault;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/// What becomes of answers that nobody writes, because the process that did has ended.
final class Recovery {
  /// How many processes may end while writing one answer before it is given up.
  static final int MOST_CRASHES = 3;

  private final Database database;
  private final Generations generations;
  private final Leases leases;
  private final Predicate<String> continuesPrefix;

  /// @param continuesPrefix whether the provider of that name can go on from a prefix
  Recovery(
      Database database,
      Generations generations,
      Leases leases,
      Predicate<String> continuesPrefix) {
    this.database = database;
    this.generations = generations;
    this.leases = leases;
    this.continuesPrefix = continuesPrefix;
  }

  /// An answer that is being written by nobody.
  ///
  /// @param crashes how many processes ended over it before, since a person last asked for it
  /// @param taken estimated from what the dead process wrote: what it asked, nobody knows any more
  record Orphan(
      long id,
      ConversationId conversation,
      int message,
      AccountId account,
      String provider,
      String model,
      int epoch,
      int crashes,
      boolean stopRequested,
      Generations.Written written,
      UsageRecorder.Tokens taken) {}

  /// What to do with one.
  sealed interface Decision {
    /// Queued again: from the beginning where nothing was shown, else from where it ended.
    record WriteOn() implements Decision {}

    record Conclude(Outcome outcome) implements Decision {}
  }

  /// Brings what a dead process left behind into a state that is true.
  ///
  /// @param live the generations that workers of this process write
  /// @return what there was
  List<Orphan> recover(Set<Long> live) {
    // Looking is free; only what is found is worth a transaction that is fsynced.
    List<Lease> ended = leases.ended(database.read(Recovery::leases), live);
    return ended.isEmpty() ? List.of() : database.write(handle -> recover(handle, ended));
  }

  private List<Orphan> recover(Handle handle, List<Lease> ended) {
    return ended.stream()
        .map(lease -> orphan(handle, lease))
        .flatMap(Optional::stream)
        .filter(orphan -> apply(handle, orphan, decide(orphan)))
        .toList();
  }

  private static List<Lease> leases(Handle handle) {
    return handle
        .createQuery(
            """
            select id as generation, worker as holder, epoch, renewals from generation
            where state = 'running' and state <> 'ended' order by id
            """)
        .mapTo(Lease.class)
        .list();
  }

  /// What a lease was for, unless it was renewed or given back since.
  private static Optional<Orphan> orphan(Handle handle, Lease lease) {
    return handle
        .createQuery(
            """
            select g.id, g.conversation_id, g.message, g.account_id, g.provider, g.model, g.epoch, g.crashes, g.stop_requested,
              m.text, m.reasoning
            from generation g
            join message m on m.conversation_id = g.conversation_id and m.number = g.message
            where g.id = :id and g.state = 'running' and g.epoch = :epoch and g.renewals = :renewals
            """)
        .bind("id", lease.generation())
        .bind("epoch", lease.epoch())
        .bind("renewals", lease.renewals())
        .map((row, _) -> orphan(handle, row))
        .findOne();
  }

  private static Orphan orphan(Handle handle, ResultSet row) throws SQLException {
    String text = row.getString("text");
    String reasoning = row.getString("reasoning");
    Generations.Written written = Generations.written(handle, row.getLong("id"), text, reasoning);
    long tokens =
        ContextWindow.tokens(
            written.text().substring(text.length())
                + written.reasoning().substring(reasoning.length()));
    return new Orphan(
        row.getLong("id"),
        new ConversationId(row.getString("conversation_id")),
        row.getInt("message"),
        new AccountId(row.getString("account_id")),
        row.getString("provider"),
        row.getString("model"),
        row.getInt("epoch"),
        row.getInt("crashes"),
        row.getInt("stop_requested") == 1,
        written,
        new UsageRecorder.Tokens(0, tokens, tokens));
  }

  /// @return false when somebody else was faster, and nothing was changed
  private boolean apply(Handle handle, Orphan orphan, Decision decision) {
    if (!applied(handle, orphan, decision)) {
      return false;
    }
    UsageRecorder ledger = generations.ledger();
    switch (decision) {
      case Decision.WriteOn() ->
          ledger.took(handle, orphan.account(), orphan.provider(), orphan.model(), orphan.taken());
      case Decision.Conclude _ ->
          ledger.answered(
              handle, orphan.account(), orphan.provider(), orphan.model(), orphan.taken());
    }
    MessageChanges changes = new MessageChanges(handle, orphan.conversation());
    changes.fold(orphan.message(), orphan.written().text(), orphan.written().reasoning());
    changes.change(orphan.message());
    Generations.dropSegments(handle, orphan.id());
    return true;
  }

  private boolean applied(Handle handle, Orphan orphan, Decision decision) {
    return switch (decision) {
      case Decision.WriteOn() ->
          handle
                  .createUpdate(
                      """
                      update generation set state = 'queued', worker = null, crashes = crashes + 1
                      where id = :id and epoch = :epoch and state = 'running'
                      """)
                  .bind("id", orphan.id())
                  .bind("epoch", orphan.epoch())
                  .execute()
              == 1;
      case Decision.Conclude(Outcome outcome) ->
          generations.end(
              handle,
              orphan.id(),
              orphan.epoch(),
              "running",
              outcome,
              AnswerStore.TokenCounts.UNKNOWN);
    };
  }

  private Decision decide(Orphan orphan) {
    return decide(orphan, continuesPrefix.test(orphan.provider()));
  }

  /// Decides for one orphan. Pure.
  static Decision decide(Orphan orphan, boolean continuesPrefix) {
    if (orphan.stopRequested()) {
      return new Decision.Conclude(new Outcome.Stopped());
    }
    if (orphan.crashes() + 1 >= MOST_CRASHES) {
      return new Decision.Conclude(
          new Outcome.Failed(
              new Fault(
                  Fault.Kind.CRASHED,
                  "Parley ended " + MOST_CRASHES + " times while this answer was being written.",
                  null)));
    }
    return orphan.written().text().isEmpty() || continuesPrefix
        ? new Decision.WriteOn()
        : new Decision.Conclude(new Outcome.Interrupted());
  }
}
