package chat.parley.generation;

import chat.parley.conversation.MessageChanges;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Outcome;
import chat.parley.provider.Model;
import chat.parley.usage.UsageRecorder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// What a worker stores of the answer that it has claimed: its pieces, its end. Each statement
/// names the epoch that the worker holds, so that one whose epoch is over changes nothing.
final class AnswerStore {
  private final Database database;
  private final Generations generations;
  private final Clock clock;

  AnswerStore(Database database, Generations generations, Clock clock) {
    this.database = database;
    this.generations = generations;
    this.clock = clock;
  }

  <T> T read(Function<Handle, T> query) {
    return database.read(query);
  }

  /// Leaves an answer to the next process, as if this one had crashed, which must not count.
  void leave(Claim claim) {
    database.append(handle ->
        handle.execute(
            """
            update generation set crashes = crashes - 1
            where id = ? and epoch = ? and state = 'running'
            """,
            claim.id(),
            claim.epoch()));
  }

  /// Whether a stop was asked for while this claim holds.
  static boolean stopRequested(Handle handle, Claim claim) {
    String asked = "select 1 from generation where id = ? and epoch = ? and stop_requested = 1";
    return handle
        .select(asked, claim.id(), claim.epoch())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
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
        new MessageChanges(handle, claim.conversation()).change(claim.message());
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
    new MessageChanges(handle, claim.conversation()).change(claim.message());
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
      MessageChanges changes = new MessageChanges(handle, claim.conversation());
      changes.fold(claim.message(), before.text(), before.reasoning());
      changes.change(claim.message());
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
      MessageChanges changes = new MessageChanges(handle, claim.conversation());
      changes.fold(claim.message(), text, reasoning);
      changes.change(claim.message());
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
        new MessageChanges(handle, claim.conversation()).change(claim.message());
      }
      return changed;
    });
  }
}
