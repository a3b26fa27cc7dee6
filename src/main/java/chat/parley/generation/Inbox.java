package chat.parley.generation;

import chat.parley.account.AccountId;
import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.Message;
import chat.parley.conversation.OwnedConversations;
import chat.parley.conversation.Role;
import chat.parley.conversation.Tree;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.State;
import chat.parley.live.Feeds;
import chat.parley.problem.Problem;
import chat.parley.provider.Model;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What people ask for: an answer, another one, the rest of one, or that it stops.
///
/// A message and the work to answer it are one transaction, which is on disk when these methods
/// return.
public final class Inbox {
  /// The longest message, in characters (Unicode code points).
  public static final int LONGEST_TEXT = 100_000;

  private final Database database;
  private final Conversations conversations;
  private final Generations generations;
  private final Workers workers;
  private final Feeds feeds;
  private final Clock clock;

  Inbox(
      Database database,
      Conversations conversations,
      Generations generations,
      Workers workers,
      Feeds feeds,
      Clock clock) {
    this.database = database;
    this.conversations = conversations;
    this.generations = generations;
    this.workers = workers;
    this.feeds = feeds;
    this.clock = clock;
  }

  /// What someone wrote.
  ///
  /// @param model who should answer, or null for the one that answers in the conversation already
  /// @param key makes sending the same twice the same as once, or null
  public record Letter(String text, @Nullable Model model, @Nullable String key) {
    private static final int LONGEST_KEY = 100;

    public Letter {
      int length = text.codePointCount(0, text.length());
      if (text.isBlank()) {
        throw Problem.invalid("Write something first: an empty message cannot be sent.");
      }
      if (length > LONGEST_TEXT) {
        throw Problem.invalid(
            "This message has %,d characters; the longest that can be sent has %,d. Shorten it or send it in parts."
                .formatted(length, LONGEST_TEXT));
      }
      if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
        key = null;
      }
    }
  }

  /// Where a message went.
  ///
  /// @param message the number of the person's message
  /// @param answer the number of the answer that was put in line
  public record Sent(ConversationId conversation, int message, int answer) {}

  /// Begins a conversation.
  public Sent begin(AccountId account, Letter letter, Model model) {
    return delivered(
        database.write(handle ->
            repeated(handle, account, null, letter, model)
                .orElseGet(() -> {
                  Conversation begun =
                      conversations.begin(
                          handle,
                          account,
                          Conversation.titleOf(letter.text()),
                          model.provider(),
                          model.name());
                  return append(handle, account, begun, null, letter, model);
                })));
  }

  /// Sends a message into a conversation.
  ///
  /// @param branch a message of the branch that it belongs to: it goes to that branch's end; 0 for
  ///   the newest branch
  /// @param edits the message that this one is written instead of, as a sibling; 0 for none
  public Sent send(AccountId account, ConversationId id, Letter letter, int branch, int edits) {
    return delivered(
        database.write(handle -> {
          Conversation conversation = find(handle, account, id);
          Model model = letter.model() != null ? letter.model() : modelOf(conversation);
          Optional<Sent> repeated = repeated(handle, account, id, letter, model);
          if (repeated.isPresent()) {
            return repeated.get();
          }
          Tree tree = new Tree(handle, id);
          Integer parent =
              edits == 0 ? Integer.valueOf(tree.leafBelow(branch)) : parentOfEdited(tree, edits);
          choose(handle, conversation, model);
          return append(handle, account, conversation, parent, letter, model);
        }));
  }

  /// Asks for another answer beside one that has ended.
  public Sent again(AccountId account, ConversationId id, int answer, @Nullable Model model) {
    return delivered(
        database.write(handle -> {
          Conversation conversation = find(handle, account, id);
          Ended ended = ended(handle, id, answer);
          Model chosen = model != null ? model : modelOf(conversation);
          choose(handle, conversation, chosen);
          return sibling(handle, account, conversation, ended.message(), chosen);
        }));
  }

  /// Tries again what failed: in the same message when it has no text, else beside it.
  public Sent retry(AccountId account, ConversationId id, int answer, @Nullable Model model) {
    return delivered(
        database.write(handle -> {
          Conversation conversation = find(handle, account, id);
          Ended ended = ended(handle, id, answer);
          Model chosen = model != null ? model : modelOf(conversation);
          choose(handle, conversation, chosen);
          return ended.message().text().isEmpty()
              ? goOn(handle, id, ended.message(), chosen)
              : sibling(handle, account, conversation, ended.message(), chosen);
        }));
  }

  /// Goes on with an answer that ended before its end, in the same message.
  public Sent resume(AccountId account, ConversationId id, int answer) {
    return delivered(
        database.write(handle -> {
          find(handle, account, id);
          Ended ended = ended(handle, id, answer);
          Generation before = ended.generation();
          if (before.state() instanceof State.Ended(Outcome.Finished(boolean cutShort))
              && !cutShort) {
            throw Problem.invalid("This answer is complete. Ask for another one with Again.");
          }
          return goOn(
              handle, id, ended.message(), new Model(before.provider(), before.model(), null));
        }));
  }

  /// Stops an answer. One that has ended stays as it is.
  public void stop(AccountId account, ConversationId id, int answer) {
    Conversation conversation =
        conversations.of(account).find(id).orElseThrow(OwnedConversations::notThere);
    generations.requestStop(conversation, answer).ifPresent(workers::stop);
    feeds.changed(id.value());
    workers.wake();
  }

  private Sent delivered(Sent sent) {
    workers.wake();
    feeds.changed(sent.conversation().value());
    return sent;
  }

  private static Conversation find(Handle handle, AccountId account, ConversationId id) {
    return Conversations.find(handle, account, id).orElseThrow(OwnedConversations::notThere);
  }

  private static Model modelOf(Conversation conversation) {
    return new Model(conversation.provider(), conversation.model(), null);
  }

  private Sent append(
      Handle handle,
      AccountId account,
      Conversation conversation,
      @Nullable Integer parent,
      Letter letter,
      Model model) {
    Tree tree = new Tree(handle, conversation.id());
    Message message = tree.append(parent, Role.USER, letter.text(), letter.key(), clock);
    return answer(handle, account, conversation.id(), message.number(), model);
  }

  private Sent sibling(
      Handle handle, AccountId account, Conversation conversation, Message answer, Model model) {
    if (answer.parent() == null) {
      throw Problem.invalid("There is nothing before this answer that could be answered again.");
    }
    return answer(handle, account, conversation.id(), answer.parent(), model);
  }

  private Sent answer(
      Handle handle, AccountId account, ConversationId id, int question, Model model) {
    Message answer = new Tree(handle, id).append(question, Role.ASSISTANT, "", null, clock);
    generations.add(handle, account, id, answer.number(), model.provider(), model.name());
    return new Sent(id, question, answer.number());
  }

  private Sent goOn(Handle handle, ConversationId id, Message answer, Model model) {
    if (!generations.requeue(handle, id, answer.number(), model.provider(), model.name())) {
      throw stillOpen();
    }
    new Tree(handle, id).change(answer.number());
    return new Sent(id, answer.parent() == null ? 0 : answer.parent(), answer.number());
  }

  private record Ended(Message message, Generation generation) {}

  private static Ended ended(Handle handle, ConversationId id, int answer) {
    Message message = new Tree(handle, id).find(answer).orElse(null);
    Generation generation = Generations.of(handle, id, java.util.List.of(answer)).get(answer);
    if (message == null || generation == null) {
      throw Problem.notFound("There is no such answer in this chat.");
    }
    if (generation.open()) {
      throw stillOpen();
    }
    return new Ended(message, generation);
  }

  private static Problem stillOpen() {
    return Problem.invalid(
        "This answer is still being written. Stop it first, or wait for its end.");
  }

  private static @Nullable Integer parentOfEdited(Tree tree, int edits) {
    Message edited =
        tree.find(edits)
            .filter(message -> message.role() == Role.USER)
            .orElseThrow(() -> Problem.notFound("The message to be edited is not in this chat."));
    return edited.parent();
  }

  private static void choose(Handle handle, Conversation conversation, Model model) {
    if (!model.provider().equals(conversation.provider())
        || !model.name().equals(conversation.model())) {
      Conversations.choose(handle, conversation.id(), model.provider(), model.name());
    }
  }

  /// The same message sent once more: same account, place, text, model and key.
  private static Optional<Sent> repeated(
      Handle handle, AccountId account, @Nullable ConversationId id, Letter letter, Model model) {
    if (letter.key() == null) {
      return Optional.empty();
    }
    return handle
        .createQuery(
            """
            select m.conversation_id, m.number from message m
            join conversation c on c.id = m.conversation_id
            join generation g on g.conversation_id = m.conversation_id and g.message = m.number + 1
            where m.sent_key = :key and m.text = :text and c.account_id = :account and c.deleted_at is null
              and g.provider = :provider and g.model = :model
              and (m.conversation_id = :id or (:id is null and m.number = 1))
            """)
        .bind("key", letter.key())
        .bind("text", letter.text())
        .bind("account", account.value())
        .bind("provider", model.provider())
        .bind("model", model.name())
        .bind("id", id == null ? null : id.value())
        .map((row, _) ->
            new Sent(
                new ConversationId(row.getString("conversation_id")),
                row.getInt("number"),
                row.getInt("number") + 1))
        .findFirst();
  }
}
