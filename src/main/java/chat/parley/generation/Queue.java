package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.conversation.MessageTree;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Outcome;
import chat.parley.provider.Model;
import chat.parley.usage.Concurrency;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// What workers do with generations: claim, renew, append, finish. Each names the epoch that it
/// holds, so that a worker whose epoch is over changes nothing.
final class Queue {
  private final Database database;
  private final Generations generations;
  private final Clock clock;

  Queue(Database database, Generations generations, Clock clock) {
    this.database = database;
    this.generations = generations;
    this.clock = clock;
  }

  /// Queue those that may begin now: state running, the next epoch.
  ///
  /// @return the claims, and the places in line of those that still wait
  ClaimRound claim(String worker, Concurrency limits) {
    return database.append(handle -> {
      List<Candidate> candidates = candidates(handle);
      if (candidates.isEmpty()) {
        return ClaimRound.NOTHING;
      }
      FairScheduler line = new FairScheduler(limits, busy(handle));
      List<FairScheduler.WaitingAnswer> first = first(candidates);
      List<FairScheduler.WaitingAnswer> admitted = line.admit(first);
      List<Claim> claims = new ArrayList<>();
      for (FairScheduler.WaitingAnswer one : admitted) {
        start(handle, one.id(), worker).ifPresent(claims::add);
      }
      first.removeAll(admitted);
      Set<Long> claimed = claims.stream().map(Claim::id).collect(Collectors.toSet());
      candidates.removeIf(candidate -> claimed.contains(candidate.waiting().id()));
      return new ClaimRound(claims, places(candidates, line.places(first)));
    });
  }

  /// The places in line, where nothing may begin.
  ClaimRound waiting(Concurrency limits) {
    return database.read(handle -> {
      List<Candidate> candidates = candidates(handle);
      FairScheduler line = new FairScheduler(limits, busy(handle));
      return new ClaimRound(List.of(), places(candidates, line.places(first(candidates))));
    });
  }

  private static List<FairScheduler.WaitingAnswer> first(List<Candidate> candidates) {
    return candidates.stream()
        .filter(Candidate::first)
        .map(Candidate::waiting)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Map<String, QueuePlace> places(
      List<Candidate> candidates, Map<Long, Integer> places) {
    Map<String, QueuePlace> byAnswer = new HashMap<>();
    for (Candidate one : candidates) {
      int place = places.getOrDefault(one.waiting().id(), 0);
      byAnswer.put(
          one.conversation() + "#" + one.message(),
          new QueuePlace(one.conversation(), one.message(), place));
    }
    return byAnswer;
  }

  /// What a round of claiming gave.
  ///
  /// @param waiting those that are still in line, by conversation and message
  record ClaimRound(List<Claim> claims, Map<String, QueuePlace> waiting) {
    static final ClaimRound NOTHING = new ClaimRound(List.of(), Map.of());
  }

  /// A place in line, from 1; 0 = behind another answer of its own conversation.
  record QueuePlace(String conversation, int message, int place) {}

  private record Candidate(
      FairScheduler.WaitingAnswer waiting, String conversation, int message, boolean first) {}

  private static List<Candidate> candidates(Handle handle) {
    return handle
        .createQuery(
            """
            select g.id, g.account_id, g.provider, g.conversation_id, g.message,
              not exists (
                select 1 from generation o
                where o.conversation_id = g.conversation_id
                  and (o.state = 'running' or (o.state = 'queued' and o.id < g.id))) as first
            from generation g
                join conversation c on c.id = g.conversation_id and c.deleted_at is null
                where g.state = 'queued' order by g.queued_at, g.id
            """)
        .map((row, _) ->
            new Candidate(
                new FairScheduler.WaitingAnswer(
                    row.getLong("id"), row.getString("account_id"), row.getString("provider")),
                row.getString("conversation_id"),
                row.getInt("message"),
                row.getBoolean("first")))
        .list();
  }

  private static List<FairScheduler.RunningAnswer> busy(Handle handle) {
    return handle
        .createQuery("select account_id, provider from generation where state = 'running'")
        .map((row, _) ->
            new FairScheduler.RunningAnswer(row.getString("account_id"), row.getString("provider")))
        .list();
  }

  private Optional<Claim> start(Handle handle, long id, String worker) {
    Optional<Claim> claim =
        handle
            .createQuery(
                """
                update generation
                set state = 'running', epoch = epoch + 1, worker = :worker, renewals = 0, started_at = :now
                where id = :id and state = 'queued'
                returning id, conversation_id, message, account_id, provider, model, epoch, left_out
                """)
            .bind("id", id)
            .bind("worker", worker)
            .bind("now", clock.millis())
            .map((row, _) ->
                new Claim(
                    row.getLong("id"),
                    new ConversationId(row.getString("conversation_id")),
                    row.getInt("message"),
                    new AccountId(row.getString("account_id")),
                    row.getString("provider"),
                    row.getString("model"),
                    row.getInt("epoch"),
                    row.getInt("left_out")))
            .findOne();
    claim.ifPresent(c -> new MessageTree(handle, c.conversation()).change(c.message()));
    return claim;
  }

  /// Lets another model answer.
  ///
  /// @return false when the claim is over, and nothing was changed
  boolean fallBack(Claim claim, Model next) {
    return database.write(handle -> {
      int changed =
          handle
              .createUpdate(
                  """
                  update generation
                  set instead_of = coalesce(instead_of, provider || '/' || model), provider = :provider, model = :model
                  where id = :id and epoch = :epoch and state = 'running'
                  """)
              .bind("id", claim.id())
              .bind("epoch", claim.epoch())
              .bind("provider", next.provider())
              .bind("model", next.name())
              .execute();
      if (changed == 1) {
        new MessageTree(handle, claim.conversation()).change(claim.message());
      }
      return changed == 1;
    });
  }

  /// A piece of an answer on its way into the database.
  ///
  /// @param begins whether it is the first text of its answer
  record Segment(Claim claim, String text, String reasoning, boolean begins) {
    boolean isEmpty() {
      return text.isEmpty() && reasoning.isEmpty();
    }
  }

  /// Appends pieces of many answers in one transaction, row by row: one that is refused ends its
  /// own answer's worker and nobody else's.
  ///
  /// @return for each piece, whether it was accepted
  boolean[] append(List<Segment> pieces) {
    return database.append(handle -> {
      boolean[] accepted = new boolean[pieces.size()];
      PreparedBatch batch =
          handle.prepareBatch(
              """
              insert into segment (generation_id, epoch, kind, text)
              select id, epoch, :kind, :text from generation
              where id = :id and epoch = :epoch and state = 'running'
              """);
      List<Integer> owners = new ArrayList<>();
      for (int i = 0; i < pieces.size(); i++) {
        Segment piece = pieces.get(i);
        if (!piece.reasoning().isEmpty()) {
          add(batch, piece.claim(), "reasoning", piece.reasoning());
          owners.add(i);
        }
        if (!piece.text().isEmpty()) {
          add(batch, piece.claim(), "text", piece.text());
          owners.add(i);
        }
      }
      int[] counts = batch.execute();
      for (int row = 0; row < counts.length; row++) {
        accepted[owners.get(row)] = counts[row] == 1;
      }
      for (int i = 0; i < pieces.size(); i++) {
        if (accepted[i] && pieces.get(i).begins()) {
          begin(handle, pieces.get(i).claim());
        }
      }
      return accepted;
    });
  }

  private static void add(PreparedBatch batch, Claim claim, String kind, String text) {
    batch
        .bind("id", claim.id())
        .bind("epoch", claim.epoch())
        .bind("kind", kind)
        .bind("text", text)
        .add();
  }

  /// From thinking to writing: a state that readers see.
  private void begin(Handle handle, Claim claim) {
    handle
        .createUpdate(
            "update generation set first_text_at = coalesce(first_text_at, :now) where id = :id")
        .bind("id", claim.id())
        .bind("now", clock.millis())
        .execute();
    new MessageTree(handle, claim.conversation()).change(claim.message());
  }

  /// Takes all that came under this epoch for reasoning, and begins the next epoch in which it
  /// stands as such: who reads gets the message whole.
  ///
  /// @param before what stands in the message itself
  /// @param reasoning all that came
  /// @return false when this epoch is over, and nothing was changed
  boolean takeForReasoning(Claim claim, Generations.Written before, String reasoning) {
    return database.append(handle -> {
      int changed =
          handle
              .createUpdate(
                  """
                  update generation set epoch = epoch + 1, first_text_at = null
                  where id = :id and epoch = :epoch and state = 'running'
                  """)
              .bind("id", claim.id())
              .bind("epoch", claim.epoch())
              .execute();
      if (changed == 0) {
        return false;
      }
      Generations.dropSegments(handle, claim.id());
      PreparedBatch batch =
          handle.prepareBatch(
              "insert into segment (generation_id, epoch, kind, text) values (:id, :epoch, :kind, :text)");
      add(batch, claim.next(), "reasoning", reasoning);
      batch.execute();
      MessageTree tree = new MessageTree(handle, claim.conversation());
      tree.fold(claim.message(), before.text(), before.reasoning());
      tree.change(claim.message());
      return true;
    });
  }

  /// Ends an answer: its whole text into its message, its segments away, its outcome, a new
  /// revision. Once: by compare-and-set on the epoch.
  ///
  /// @return false when this epoch is over, and nothing was changed
  boolean finish(Claim claim, Outcome outcome, String text, String reasoning, TokenCounts tokens) {
    return database.write(handle -> {
      if (!generations.end(handle, claim.id(), claim.epoch(), "running", outcome, tokens)) {
        return false;
      }
      generations
          .ledger()
          .answered(handle, claim.account(), claim.provider(), claim.model(), tokens.taken());
      MessageTree tree = new MessageTree(handle, claim.conversation());
      tree.fold(claim.message(), text, reasoning);
      tree.change(claim.message());
      Generations.dropSegments(handle, claim.id());
      return true;
    });
  }

  /// Adds up what an answer took whose chat was deleted for good while it was written. Of one that
  /// is still there, whoever writes it now or has ended it has done that.
  void addUpDeleted(Claim claim, TokenCounts tokens) {
    database.append(handle -> {
      boolean deleted =
          handle
              .createQuery("select 1 from generation where id = :id")
              .bind("id", claim.id())
              .mapTo(Integer.class)
              .findOne()
              .isEmpty();
      if (deleted) {
        generations
            .ledger()
            .answered(handle, claim.account(), claim.provider(), claim.model(), tokens.taken());
      }
      return deleted;
    });
  }

  /// As the provider counted them, or null.
  ///
  /// @param taken the same with estimates where it did not, for the sums of what is used
  record TokenCounts(
      @Nullable Integer prompt, @Nullable Integer completion, UsageRecorder.Tokens taken) {
    static final TokenCounts UNKNOWN = new TokenCounts(null, null, UsageRecorder.Tokens.NONE);
  }

  /// Remembers that the oldest messages did not fit; the page says so.
  void leftOut(Claim claim, int messages) {
    database.append(handle -> {
      int changed =
          handle
              .createUpdate(
                  """
                  update generation set left_out = :messages
                  where id = :id and epoch = :epoch and state = 'running' and left_out <> :messages
                  """)
              .bind("id", claim.id())
              .bind("epoch", claim.epoch())
              .bind("messages", messages)
              .execute();
      if (changed == 1) {
        new MessageTree(handle, claim.conversation()).change(claim.message());
      }
      return changed;
    });
  }

  /// Leaves an answer to the next process. That one finds it as if this had crashed, which must not
  /// count.
  void leave(Claim claim) {
    database.append(handle ->
        handle
            .createUpdate(
                """
                update generation set crashes = crashes - 1
                where id = :id and epoch = :epoch and state = 'running'
                """)
            .bind("id", claim.id())
            .bind("epoch", claim.epoch())
            .execute());
  }

  /// Whether a stop was asked for while this claim holds.
  static boolean stopRequested(Handle handle, Claim claim) {
    return handle
        .createQuery(
            "select 1 from generation where id = :id and epoch = :epoch and stop_requested = 1")
        .bind("id", claim.id())
        .bind("epoch", claim.epoch())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /// Renews the leases of a worker process.
  ///
  /// @return those of them for which a stop was asked
  List<StopRequest> renew(String worker) {
    return database.append(handle ->
        handle
            .createQuery(
                """
                update generation set renewals = renewals + 1
                where state = 'running' and worker = :worker
                returning id, epoch, stop_requested
                """)
            .bind("worker", worker)
            .map((row, _) ->
                row.getInt("stop_requested") == 1
                    ? Optional.of(new StopRequest(row.getLong("id"), row.getInt("epoch")))
                    : Optional.<StopRequest>empty())
            .list()
            .stream()
            .flatMap(Optional::stream)
            .toList());
  }

  /// An answer that is being written, for which a stop was asked.
  record StopRequest(long id, int epoch) {}
}
