package chat.parley.generation;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.MessageTree;
import chat.parley.conversation.OwnedConversations;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.Progress;
import chat.parley.live.Channels;
import chat.parley.problem.Problem;
import chat.parley.provider.Model;
import chat.parley.usage.Admission;
import chat.parley.user.AccountId;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What people ask for: an answer, another one, the rest of one, or that it stops.
///
/// A message and the work to answer it are one transaction, which is on disk when these methods
/// return.
public final class Submissions {
  private static final int MOST_TRIES = 5;

  private final Database database;
  private final Conversations conversations;
  private final Generations generations;
  private final WorkerPool workers;
  private final Channels feeds;
  private final ChatWriter chats;

  Submissions(
      Database database,
      Conversations conversations,
      ChatWriter chats,
      WorkerPool workers,
      Channels feeds) {
    this.database = database;
    this.conversations = conversations;
    this.generations = chats.generations();
    this.workers = workers;
    this.feeds = feeds;
    this.chats = chats;
  }

  /// Where a message went.
  ///
  /// @param message the number of the person's message
  /// @param answer the number of the answer that was queued
  public record Submitted(ConversationId conversation, int message, int answer) {}

  /// Begins a conversation.
  public Submitted begin(AccountId account, NewMessage message, Model model, Admission admission) {
    return stored(handle ->
        IdempotencyKeys.of(handle, account, null, message)
            .orElseGet(() -> {
              admission.check(handle);
              Conversation begun =
                  conversations.begin(
                      handle,
                      account,
                      Conversation.titleOf(message.text()),
                      model.provider(),
                      model.name());
              return chats.append(handle, account, begun, null, message, model);
            }));
  }

  /// Sends a message into a conversation.
  ///
  /// @param model who answers
  /// @param place where it belongs
  public Submitted send(
      AccountId account,
      ConversationId id,
      NewMessage message,
      Model model,
      MessagePlace place,
      Admission admission) {
    return stored(handle -> {
      Conversation conversation = ChatWriter.find(handle, account, id);
      Optional<Submitted> repeated = IdempotencyKeys.of(handle, account, id, message);
      if (repeated.isPresent()) {
        return repeated.get();
      }
      admission.check(handle);
      MessageTree tree = new MessageTree(handle, id);
      Integer parent =
          place.edits() == 0
              ? Integer.valueOf(tree.leafBelow(place.branch()))
              : ChatWriter.parentOfEdited(tree, place.edits());
      ChatWriter.choose(handle, conversation, model);
      return chats.append(handle, account, conversation, parent, message, model);
    });
  }

  /// Where a message belongs.
  ///
  /// @param branch a message of the branch at whose end it goes; 0 for the newest branch
  /// @param edits the message that it is written instead of, as a sibling; 0 for none
  public record MessagePlace(int branch, int edits) {}

  /// Asks for another answer beside one that has ended.
  public Submitted again(
      AccountId account, ConversationId id, AnswerRequest request, Admission admission) {
    return granted(
        account,
        id,
        request.sentKey("again"),
        admission,
        (handle, conversation, key) -> {
          ChatWriter.EndedAnswer ended = ChatWriter.ended(handle, id, request.answer());
          Model chosen =
              request.named() != null ? request.named() : ChatWriter.modelOf(conversation);
          ChatWriter.choose(handle, conversation, chosen);
          return chats.sibling(handle, account, id, ended.message(), chosen, key);
        });
  }

  /// Tries again what failed: in the same message when it has no text, else beside it.
  public Submitted retry(
      AccountId account, ConversationId id, AnswerRequest request, Admission admission) {
    return granted(
        account,
        id,
        request.sentKey("retry"),
        admission,
        (handle, conversation, key) -> {
          ChatWriter.EndedAnswer ended = ChatWriter.ended(handle, id, request.answer());
          Model chosen =
              request.named() != null ? request.named() : ChatWriter.modelOf(conversation);
          ChatWriter.choose(handle, conversation, chosen);
          return ended.message().text().isEmpty()
              ? chats.goOn(handle, account, id, ended.message(), chosen, key)
              : chats.sibling(handle, account, id, ended.message(), chosen, key);
        });
  }

  /// Goes on with an answer that ended before its end, in the same message.
  public Submitted resume(
      AccountId account, ConversationId id, AnswerRequest request, Admission admission) {
    return granted(
        account,
        id,
        request.sentKey("continue"),
        admission,
        (handle, _, key) -> {
          ChatWriter.EndedAnswer ended = ChatWriter.ended(handle, id, request.answer());
          Generation before = ended.generation();
          if (before.state() instanceof Progress.Ended(Outcome.Finished(boolean cutShort))
              && !cutShort) {
            throw Problem.invalid("This answer is complete. Ask for another one with Again.");
          }
          return chats.goOn(
              handle,
              account,
              id,
              ended.message(),
              new Model(before.provider(), before.model(), null),
              key);
        });
  }

  private interface AnswerWork {
    Submitted grant(Handle handle, Conversation conversation, @Nullable String key);
  }

  /// Does what someone wants, unless that was done already: also where the answer that came of it
  /// is still being written, or is over.
  private Submitted granted(
      AccountId account,
      ConversationId id,
      @Nullable String key,
      Admission admission,
      AnswerWork granting) {
    return stored(handle -> {
      Conversation conversation = ChatWriter.find(handle, account, id);
      return IdempotencyKeys.of(handle, account, id, key)
          .orElseGet(() -> {
            admission.check(handle);
            return granting.grant(handle, conversation, key);
          });
    });
  }

  /// Stops every answer of an account, being written or queued; what was written stays.
  public void stopAll(AccountId account) {
    generations
        .openOf(account)
        .forEach(open -> {
          Conversation conversation =
              conversations.of(account).find(open.conversation()).orElse(null);
          if (conversation != null) {
            stop(account, conversation.id(), open.message());
          }
        });
  }

  /// Stops an answer. One that has ended stays as it is.
  public void stop(AccountId account, ConversationId id, int answer) {
    Conversation conversation =
        conversations.of(account).find(id).orElseThrow(OwnedConversations::notThere);
    generations
        .requestStop(conversation, answer)
        .ifPresent(running -> workers.stop(running.id(), running.epoch()));
    feeds.changed(id.value());
    workers.wake();
  }

  /// Takes up what waited in a conversation that was brought back.
  public void takeUp(ConversationId id) {
    feeds.changed(id.value());
    workers.wake();
  }

  /// Does it once more where the same was stored since it was looked for.
  private Submitted stored(Function<Handle, Submitted> work) {
    for (int tries = 1; ; tries++) {
      try {
        return delivered(database.write(work));
      } catch (IdempotencyKeys.KeyTaken e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private Submitted delivered(Submitted sent) {
    workers.wake();
    feeds.changed(sent.conversation().value());
    return sent;
  }
}
