package chat.parley.generation;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.MessageChanges;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.Progress;
import chat.parley.provider.Fault;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// All generations. Every change names the state and the epoch that it expects, and the count of
/// changed rows tells whether they were so.
public final class Generations {
  /// Behind all that wait or may have to again, also when the clock was set back since they came.
  private String lastInQueue() {
    return database.dialect().greatest(":now", after("queued"), after("running"));
  }

  private static String after(String state) {
    return """
    1 + (select coalesce(max(queued_at), 0) from generation
      where state = '%s' and state <> 'ended')
    """
        .formatted(state);
  }

  private final Database database;
  private final UsageRecorder ledger;
  private final Clock clock;

  Generations(Database database, UsageRecorder ledger, Clock clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /// Where what they use is added up.
  UsageRecorder ledger() {
    return ledger;
  }

  /// Puts an answer into the queue, inside the caller's transaction.
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
            values (:conversation, :message, :account, :provider, :model, 'queued', <last_in_queue>)
            """)
        .bind("conversation", conversation.value())
        .bind("message", message)
        .bind("account", account.value())
        .bind("provider", provider)
        .bind("model", model)
        .bind("now", clock.millis())
        .define("last_in_queue", lastInQueue())
        .execute();
  }

  /// Puts an ended answer into the queue again, because a person asked for it, inside the caller's
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
                  stop_requested = 0, cut_short = 0, instead_of = null, provider = :provider, model = :model, queued_at = <last_in_queue>
                where conversation_id = :conversation and message = :message and state = 'ended'
                """)
            .bind("conversation", conversation.value())
            .bind("message", message)
            .bind("provider", provider)
            .bind("model", model)
            .bind("now", clock.millis())
            .define("last_in_queue", lastInQueue())
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
                  + GenerationRow.COLUMNS
                  + " from generation where conversation_id = :conversation and message in (<messages>)")
          .bind("conversation", conversation.value())
          .bindList("messages", List.copyOf(messages))
          .map((row, _) -> GenerationRow.of(row))
          .forEach(generation -> found.put(generation.message(), generation));
    }
    return found;
  }

  /// The answers of a conversation that are being written or wait to be, in order.
  static List<Generation> open(Handle handle, ConversationId conversation) {
    return handle
        .createQuery(
            "select "
                + GenerationRow.COLUMNS
                + " from generation where conversation_id = :conversation and state <> 'ended' order by id")
        .bind("conversation", conversation.value())
        .map((row, _) -> GenerationRow.of(row))
        .list();
  }

  /// The answers of an account that are being written or wait to be.
  public List<Generation> openOf(AccountId account) {
    return database.read(handle ->
        handle
            .createQuery(
                "select "
                    + GenerationRow.COLUMNS
                    + " from generation where account_id = :account and state <> 'ended' order by id")
            .bind("account", account.value())
            .map((row, _) -> GenerationRow.of(row))
            .list());
  }

  /// The text of an answer that is being written, as it stands in the database.
  public static Written written(Handle handle, long generation, String text, String reasoning) {
    StringBuilder allText = new StringBuilder(text);
    StringBuilder allReasoning = new StringBuilder(reasoning);
    handle
        .createQuery("select kind, text from segment where generation_id = :id order by id")
        .bind("id", generation)
        .map((row, _) -> new String[] {row.getString("kind"), row.getString("text")})
        .forEach(
            segment -> (segment[0].equals("text") ? allText : allReasoning).append(segment[1]));
    return new Written(allText.toString(), allReasoning.toString());
  }

  /// What there is of an answer.
  public record Written(String text, String reasoning) {}

  /// Ends one, inside the caller's transaction.
  ///
  /// @return false when it was not in that state and epoch, and nothing was changed
  boolean end(
      Handle handle,
      long id,
      int epoch,
      String from,
      Outcome outcome,
      AnswerStore.TokenCounts tokens) {
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
            .bind("outcome", GenerationRow.column(outcome))
            .bind("kind", fault == null ? null : fault.kind().name())
            .bind("detail", fault == null ? null : fault.detail())
            .bind("cut_short", outcome instanceof Outcome.Finished(boolean cut) && cut ? 1 : 0)
            .bind("prompt", tokens.prompt())
            .bind("completion", tokens.completion())
            .bind("now", clock.millis())
            .execute()
        == 1;
  }

  static void dropSegments(Handle handle, long id) {
    handle.createUpdate("delete from segment where generation_id = :id").bind("id", id).execute();
  }

  /// Asks for an answer to be stopped. One that is queued ends at once; one that is being written
  /// ends when its worker has seen it; one that has ended stays as it is.
  ///
  /// @return the generation while it is being written
  Optional<Generation> requestStop(Conversation conversation, int message) {
    return database.write(handle -> {
      Generation generation = of(handle, conversation.id(), List.of(message)).get(message);
      while (generation != null && !stop(handle, generation)) {
        // Somebody has claimed or ended it meanwhile.
        generation = of(handle, conversation.id(), List.of(message)).get(message);
      }
      return Optional.ofNullable(generation)
          .filter(stopped -> stopped.state() instanceof Progress.Running);
    });
  }

  /// @return false when it was not in that state any more, and nothing was changed
  private boolean stop(Handle handle, Generation generation) {
    return switch (generation.state()) {
      case Progress.Ended _ -> true;
      case Progress.Queued _ -> {
        boolean ended =
            end(
                handle,
                generation.id(),
                generation.epoch(),
                "queued",
                new Outcome.Stopped(),
                AnswerStore.TokenCounts.UNKNOWN);
        if (ended) {
          new MessageChanges(handle, generation.conversation()).change(generation.message());
        }
        yield ended;
      }
      case Progress.Running _ ->
          handle
                  .createUpdate(
                      """
                      update generation set stop_requested = 1
                      where id = :id and epoch = :epoch and state = 'running'
                      """)
                  .bind("id", generation.id())
                  .bind("epoch", generation.epoch())
                  .execute()
              == 1;
    };
  }
}
