package chat.parley.generation;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.Message;
import chat.parley.conversation.MessageChanges;
import chat.parley.conversation.MessageRole;
import chat.parley.conversation.MessageTree;
import chat.parley.conversation.OwnedConversations;
import chat.parley.generation.Submissions.Submitted;
import chat.parley.problem.Problem;
import chat.parley.provider.Model;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What a request does to a chat, inside its transaction.
final class ChatWriter {
  private final Generations generations;
  private final Clock clock;

  ChatWriter(Generations generations, Clock clock) {
    this.generations = generations;
    this.clock = clock;
  }

  Generations generations() {
    return generations;
  }

  static Conversation find(Handle handle, AccountId account, ConversationId id) {
    return Conversations.find(handle, account, id).orElseThrow(OwnedConversations::notThere);
  }

  static Model modelOf(Conversation conversation) {
    return new Model(conversation.provider(), conversation.model(), null);
  }

  Submitted append(
      Handle handle,
      AccountId account,
      Conversation conversation,
      @Nullable Integer parent,
      NewMessage message,
      Model model) {
    int question =
        new MessageChanges(handle, conversation.id())
            .append(parent, MessageRole.USER, message.text(), clock)
            .number();
    IdempotencyKeys.keep(handle, account, conversation.id(), question, message);
    generations.ledger().sent(handle, account, model.provider(), model.name());
    return answer(handle, account, conversation.id(), question, model, null);
  }

  Submitted sibling(
      Handle handle,
      AccountId account,
      ConversationId id,
      Message answer,
      Model model,
      @Nullable String key) {
    if (answer.parent() == null) {
      throw Problem.invalid("There is nothing before this answer that could be answered again.");
    }
    return answer(handle, account, id, answer.parent(), model, key);
  }

  Submitted answer(
      Handle handle,
      AccountId account,
      ConversationId id,
      int question,
      Model model,
      @Nullable String key) {
    Message answer =
        new MessageChanges(handle, id).append(question, MessageRole.ASSISTANT, "", clock);
    IdempotencyKeys.keep(handle, account, id, answer.number(), key);
    generations.add(handle, account, id, answer.number(), model.provider(), model.name());
    return sent(id, answer);
  }

  Submitted goOn(
      Handle handle,
      AccountId account,
      ConversationId id,
      Message answer,
      Model model,
      @Nullable String key) {
    if (!generations.requeue(handle, id, answer.number(), model.provider(), model.name())) {
      throw stillOpen();
    }
    new MessageChanges(handle, id).change(answer.number());
    IdempotencyKeys.keep(handle, account, id, answer.number(), key);
    return sent(id, answer);
  }

  static Submitted sent(ConversationId id, Message answer) {
    return new Submitted(id, answer.parent() == null ? 0 : answer.parent(), answer.number());
  }

  record EndedAnswer(Message message, Generation generation) {}

  static EndedAnswer ended(Handle handle, ConversationId id, int answer) {
    Message message = new MessageTree(handle, id).find(answer).orElse(null);
    Generation generation = Generations.of(handle, id, List.of(answer)).get(answer);
    if (message == null || generation == null) {
      throw Problem.notFound("There is no such answer in this chat.");
    }
    if (generation.open()) {
      throw stillOpen();
    }
    return new EndedAnswer(message, generation);
  }

  static Problem stillOpen() {
    return Problem.invalid(
        "This answer is still being written. Stop it first, or wait for its end.");
  }

  static @Nullable Integer parentOfEdited(MessageTree tree, int edits) {
    Message edited =
        tree.find(edits)
            .filter(message -> message.role() == MessageRole.USER)
            .orElseThrow(() -> Problem.notFound("The message to be edited is not in this chat."));
    return edited.parent();
  }

  static void choose(Handle handle, Conversation conversation, Model model) {
    if (!model.provider().equals(conversation.provider())
        || !model.name().equals(conversation.model())) {
      Conversations.choose(handle, conversation.id(), model.provider(), model.name());
    }
  }
}
