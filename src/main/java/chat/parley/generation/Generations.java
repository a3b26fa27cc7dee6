package chat.parley.generation;

import chat.parley.account.AccountId;
import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Tree;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.State;
import chat.parley.provider.Fault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// All generations. Every change names the state and the epoch that it expects, and the count of
/// changed rows tells whether they were so.
public final class Generations {
  private static final String COLUMNS =
      "id, conversation_id, message, account_id, provider, model, state, outcome, epoch, fault_kind, fault_detail,"
          + " left_out, cut_short, started_at, first_text_at";

  private final Database database;
  private final Clock clock;

  public Generations(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Puts an answer in line, inside the caller's transaction.
  void add(
      Handle handle,
      AccountId account,
      ConversationId conversation,
      int message,
      String provider,
      String model) {
    handle
        .createUpdate(
            """
            insert into generation (conversation_id, message, account_id, provider, model, state, queued_at)
            values (:conversation, :message, :account, :provider, :model, 'queued', :now)
            """)
        .bind("conversation", conversation.value())
        .bind("message", message)
        .bind("account", account.value())
        .bind("provider", provider)
        .bind("model", model)
        .bind("now", clock.millis())
        .execute();
  }

  /// Puts an ended answer in line again, because a person asked for it, inside the caller's
  /// transaction.
  ///
  /// @return whether it had ended
  boolean requeue(
      Handle handle, ConversationId conversation, int message, String provider, String model) {
    return handle
            .createUpdate(
                """
                update generation
                set state = 'queued', outcome = null, fault_kind = null, fault_detail = null, crashes = 0,
                  stop_requested = 0, cut_short = 0, provider = :provider, model = :model, queued_at = :now
                where conversation_id = :conversation and message = :message and state = 'ended'
                """)
            .bind("conversation", conversation.value())
            .bind("message", message)
            .bind("provider", provider)
            .bind("model", model)
            .bind("now", clock.millis())
            .execute()
        == 1;
  }

  /// The generations of some messages, by message.
  public static Map<Integer, Generation> of(
      Handle handle, ConversationId conversation, Collection<Integer> messages) {
    Map<Integer, Generation> found = new HashMap<>();
    if (!messages.isEmpty()) {
      handle
          .createQuery(
              "select "
                  + COLUMNS
                  + " from generation where conversation_id = :conversation and message in (<messages>)")
          .bind("conversation", conversation.value())
          .bindList("messages", List.copyOf(messages))
          .map((row, _) -> row(row))
          .forEach(generation -> found.put(generation.message(), generation));
    }
    return found;
  }

  /// The answers of a conversation that are being written or wait to be, in order.
  public static List<Generation> open(Handle handle, ConversationId conversation) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + " from generation where conversation_id = :conversation and state <> 'ended' order by id")
        .bind("conversation", conversation.value())
        .map((row, _) -> row(row))
        .list();
  }

  /// The text of an answer that is being written, as it stands in the database.
  public static Written written(Handle handle, long generation, String text, String reasoning) {
    StringBuilder allText = new StringBuilder(text);
    StringBuilder allReasoning = new StringBuilder(reasoning);
    handle
        .createQuery("select kind, text from segment where generation_id = :id order by rowid")
        .bind("id", generation)
        .map((row, _) -> new String[] {row.getString("kind"), row.getString("text")})
        .forEach(
            segment -> (segment[0].equals("text") ? allText : allReasoning).append(segment[1]));
    return new Written(allText.toString(), allReasoning.toString());
  }

  /// What there is of an answer.
  public record Written(String text, String reasoning) {}

  /// Claims those that may begin now: state running, the next epoch.
  ///
  /// @return the claims, and the places in line of those that still wait
  Round claim(String worker, Limits limits) {
    return database.append(handle -> {
      List<Candidate> candidates = candidates(handle);
      if (candidates.isEmpty()) {
        return new Round(List.of(), Map.of());
      }
      Line line = new Line(limits, busy(handle));
      List<Line.Waiting> first =
          candidates.stream().filter(Candidate::first).map(Candidate::waiting).toList();
      Map<Long, Candidate> byId = new HashMap<>();
      candidates.forEach(candidate -> byId.put(candidate.waiting().id(), candidate));
      List<Claim> claims = new ArrayList<>();
      List<Line.Waiting> admitted = line.admit(first);
      for (Line.Waiting one : admitted) {
        start(handle, one.id(), worker).ifPresent(claims::add);
      }
      List<Line.Waiting> left = new ArrayList<>(first);
      left.removeAll(admitted);
      Map<Long, Integer> places = line.places(left);
      List<Place> waiting = new ArrayList<>();
      candidates.stream()
          .filter(candidate -> claims.stream().noneMatch(c -> c.id() == candidate.waiting().id()))
          .forEach(candidate ->
              waiting.add(
                  new Place(
                      candidate.conversation(),
                      candidate.message(),
                      places.getOrDefault(candidate.waiting().id(), 0))));
      Map<String, Place> byAnswer = new HashMap<>();
      waiting.forEach(p -> byAnswer.put(p.conversation() + "#" + p.message(), p));
      return new Round(claims, byAnswer);
    });
  }

  /// What a round of claiming gave.
  ///
  /// @param waiting those that are still in line, by conversation and message
  record Round(List<Claim> claims, Map<String, Place> waiting) {}

  /// A place in line, from 1; 0 = behind another answer of its own conversation.
  record Place(String conversation, int message, int place) {}

  private record Candidate(Line.Waiting waiting, String conversation, int message, boolean first) {}

  private static List<Candidate> candidates(Handle handle) {
    return handle
        .createQuery(
            """
            select g.id, g.account_id, g.provider, g.conversation_id, g.message,
              not exists (
                select 1 from generation o
                where o.conversation_id = g.conversation_id
                  and (o.state = 'running' or (o.state = 'queued' and o.id < g.id))) as first
            from generation g where g.state = 'queued' order by g.queued_at, g.id
            """)
        .map((row, _) ->
            new Candidate(
                new Line.Waiting(
                    row.getLong("id"), row.getString("account_id"), row.getString("provider")),
                row.getString("conversation_id"),
                row.getInt("message"),
                row.getBoolean("first")))
        .list();
  }

  private static List<Line.Busy> busy(Handle handle) {
    return handle
        .createQuery("select account_id, provider from generation where state = 'running'")
        .map((row, _) -> new Line.Busy(row.getString("account_id"), row.getString("provider")))
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
                returning id, conversation_id, message, account_id, provider, model, epoch
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
                    row.getInt("epoch")))
            .findOne();
    claim.ifPresent(c -> new Tree(handle, c.conversation()).change(c.message()));
    return claim;
  }

  /// A piece of an answer on its way into the database.
  ///
  /// @param begins whether it is the first text of its answer
  record Piece(Claim claim, String text, String reasoning, boolean begins) {}

  /// Appends pieces of many answers in one transaction, row by row: one that is refused ends its
  /// own answer's worker and nobody else's.
  ///
  /// @return for each piece, whether it was accepted
  boolean[] append(List<Piece> pieces) {
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
        Piece piece = pieces.get(i);
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
    new Tree(handle, claim.conversation()).change(claim.message());
  }

  /// Ends an answer: its whole text into its message, its segments away, its outcome, a new
  /// revision. Once: by compare-and-set on the epoch.
  ///
  /// @return false when this epoch is over, and nothing was changed
  boolean finish(Claim claim, Outcome outcome, String text, String reasoning, Tokens tokens) {
    return database.write(handle -> {
      if (!end(handle, claim.id(), claim.epoch(), "running", outcome, tokens)) {
        return false;
      }
      Tree tree = new Tree(handle, claim.conversation());
      tree.fold(claim.message(), text, reasoning);
      tree.change(claim.message());
      dropSegments(handle, claim.id());
      return true;
    });
  }

  /// As the provider counted them, or null.
  record Tokens(@Nullable Integer prompt, @Nullable Integer completion) {
    static final Tokens UNKNOWN = new Tokens(null, null);
  }

  private boolean end(
      Handle handle, long id, int epoch, String from, Outcome outcome, Tokens tokens) {
    Fault fault = outcome instanceof Outcome.Failed(Fault why) ? why : null;
    return handle
            .createUpdate(
                """
                update generation
                set state = 'ended', outcome = :outcome, fault_kind = :kind, fault_detail = :detail,
                  cut_short = :cut_short, prompt_tokens = :prompt, completion_tokens = :completion,
                  ended_at = :now, worker = null
                where id = :id and epoch = :epoch and state = :from
                """)
            .bind("id", id)
            .bind("epoch", epoch)
            .bind("from", from)
            .bind("outcome", column(outcome))
            .bind("kind", fault == null ? null : fault.kind().name())
            .bind("detail", fault == null ? null : fault.detail())
            .bind("cut_short", outcome instanceof Outcome.Finished(boolean cut) && cut ? 1 : 0)
            .bind("prompt", tokens.prompt())
            .bind("completion", tokens.completion())
            .bind("now", clock.millis())
            .execute()
        == 1;
  }

  private static void dropSegments(Handle handle, long id) {
    handle.createUpdate("delete from segment where generation_id = :id").bind("id", id).execute();
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
        new Tree(handle, claim.conversation()).change(claim.message());
      }
      return changed;
    });
  }

  /// Asks for an answer to be stopped. One that is in line ends at once; one that is being written
  /// ends when its worker has seen it; one that has ended stays as it is.
  ///
  /// @return the generation's id while it is being written
  Optional<Long> requestStop(Conversation conversation, int message) {
    return database.write(handle -> {
      Generation generation = of(handle, conversation.id(), List.of(message)).get(message);
      if (generation == null) {
        return Optional.empty();
      }
      return switch (generation.state()) {
        case State.Ended _ -> Optional.empty();
        case State.Queued _ -> {
          end(
              handle,
              generation.id(),
              generation.epoch(),
              "queued",
              new Outcome.Stopped(),
              Tokens.UNKNOWN);
          new Tree(handle, conversation.id()).change(message);
          yield Optional.empty();
        }
        case State.Running _ -> {
          handle
              .createUpdate("update generation set stop_requested = 1 where id = :id")
              .bind("id", generation.id())
              .execute();
          yield Optional.of(generation.id());
        }
      };
    });
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
  List<Long> renew(String worker) {
    return database.append(handle ->
        handle
            .createQuery(
                """
                update generation set renewals = renewals + 1
                where state = 'running' and worker = :worker
                returning id, stop_requested
                """)
            .bind("worker", worker)
            .map((row, _) -> row.getInt("stop_requested") == 1 ? row.getLong("id") : -1)
            .list()
            .stream()
            .filter(id -> id >= 0)
            .toList());
  }

  /// Brings what a dead process left behind into a state that is true, see {@link Recovery}.
  ///
  /// @param plan decides from an orphan what becomes of it
  int recover(Recovery.Plan plan) {
    return database.write(handle -> {
      List<Recovery.Orphan> orphans =
          handle
              .createQuery(
                  """
                  select g.id, g.conversation_id, g.message, g.provider, g.epoch, g.crashes, g.stop_requested,
                    m.text, m.reasoning
                  from generation g
                  join message m on m.conversation_id = g.conversation_id and m.number = g.message
                  where g.state = 'running'
                  """)
              .map((row, _) -> orphan(handle, row))
              .list();
      orphans.forEach(orphan -> apply(handle, orphan, plan.decide(orphan)));
      return orphans.size();
    });
  }

  private static Recovery.Orphan orphan(Handle handle, ResultSet row) throws SQLException {
    Written written =
        written(handle, row.getLong("id"), row.getString("text"), row.getString("reasoning"));
    return new Recovery.Orphan(
        row.getLong("id"),
        new ConversationId(row.getString("conversation_id")),
        row.getInt("message"),
        row.getString("provider"),
        row.getInt("epoch"),
        row.getInt("crashes"),
        row.getInt("stop_requested") == 1,
        written);
  }

  private void apply(Handle handle, Recovery.Orphan orphan, Recovery.Decision decision) {
    Tree tree = new Tree(handle, orphan.conversation());
    tree.fold(orphan.message(), orphan.written().text(), orphan.written().reasoning());
    tree.change(orphan.message());
    dropSegments(handle, orphan.id());
    switch (decision) {
      case Recovery.Decision.WriteOn() ->
          handle
              .createUpdate(
                  """
                  update generation set state = 'queued', worker = null, crashes = crashes + 1
                  where id = :id and epoch = :epoch and state = 'running'
                  """)
              .bind("id", orphan.id())
              .bind("epoch", orphan.epoch())
              .execute();
      case Recovery.Decision.End(Outcome outcome) ->
          end(handle, orphan.id(), orphan.epoch(), "running", outcome, Tokens.UNKNOWN);
    }
  }

  private static String column(Outcome outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static Generation row(ResultSet row) throws SQLException {
    return new Generation(
        row.getLong("id"),
        new ConversationId(row.getString("conversation_id")),
        row.getInt("message"),
        new AccountId(row.getString("account_id")),
        row.getString("provider"),
        row.getString("model"),
        row.getInt("epoch"),
        state(row),
        row.getInt("left_out"),
        instant(row, "started_at"),
        instant(row, "first_text_at"));
  }

  private static State state(ResultSet row) throws SQLException {
    return switch (row.getString("state")) {
      case "queued" -> new State.Queued();
      case "running" -> new State.Running();
      default -> new State.Ended(outcome(row));
    };
  }

  private static Outcome outcome(ResultSet row) throws SQLException {
    return switch (row.getString("outcome")) {
      case "finished" -> new Outcome.Finished(row.getInt("cut_short") == 1);
      case "stopped" -> new Outcome.Stopped();
      case "interrupted" -> new Outcome.Interrupted();
      default ->
          new Outcome.Failed(
              new Fault(
                  Fault.Kind.valueOf(row.getString("fault_kind")),
                  row.getString("fault_detail"),
                  null));
    };
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
