package chat.parley.generation;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.MessageChanges;
import chat.parley.conversation.MessageRole;
import chat.parley.conversation.MessageTree;
import chat.parley.database.Database;
import chat.parley.generation.Generation.Progress;
import chat.parley.usage.ConcurrencyLimits;
import chat.parley.usage.FixedConcurrency;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A database with conversations in it, for tests of what is done with their answers.
final class Books implements AutoCloseable {
  static final int ANSWER = 2;

  final Database database;
  final Generations generations;
  final Queue queue;
  final AnswerStore answers;
  private final Clock clock = Clock.systemUTC();

  Books(Path directory) {
    database = Database.open(directory);
    generations =
        new Generations(database, new UsageRecorder((_, _) -> Optional.empty(), clock), clock);
    queue = queue(1000);
    answers = new AnswerStore(database, generations, clock);
  }

  /// A question, and its answer in line.
  ConversationId ask(String question) {
    return ask(question, clock);
  }

  /// The same by another clock.
  ConversationId ask(String question, Clock clock) {
    Generations generations =
        new Generations(database, new UsageRecorder((_, _) -> Optional.empty(), clock), clock);
    Conversations conversations =
        new Conversations(database, () -> UUID.randomUUID().toString(), clock);
    return database.write(handle -> {
      Conversation begun = conversations.begin(handle, AccountId.LOCAL, question, "p", "m");
      MessageChanges changes = new MessageChanges(handle, begun.id());
      int asked = changes.append(null, MessageRole.USER, question, clock).number();
      int answer = changes.append(asked, MessageRole.ASSISTANT, "", clock).number();
      generations.add(handle, AccountId.LOCAL, begun.id(), answer, "p", "m");
      return begun.id();
    });
  }

  /// Takes the answer that is next in line.
  Claim claim() {
    List<Claim> claims = claimAll();
    if (claims.size() != 1) {
      throw new AssertionError("Not one claim: " + claims);
    }
    return claims.getFirst();
  }

  List<Claim> claimAll() {
    return queue.claim();
  }

  /// The queue of a process that writes so many answers at once.
  Queue queue(int atOnce) {
    return new Queue(
        database, ConcurrencyLimits.of(new FixedConcurrency(atOnce, 0, 0)), "worker", clock);
  }

  boolean append(Claim claim, String text) {
    return answers.append(List.of(new AnswerStore.Segment(claim, text, "", false)))[0];
  }

  Progress state(ConversationId conversation) {
    return generation(conversation).state();
  }

  Generation generation(ConversationId conversation) {
    return database.read(handle ->
        java.util.Objects.requireNonNull(
            Generations.of(handle, conversation, List.of(ANSWER)).get(ANSWER)));
  }

  /// All of an answer's text: folded, and in segments.
  String text(ConversationId conversation) {
    return database.read(handle -> {
      long id =
          java.util.Objects.requireNonNull(
                  Generations.of(handle, conversation, List.of(ANSWER)).get(ANSWER))
              .id();
      String folded = new MessageTree(handle, conversation).find(ANSWER).orElseThrow().text();
      return Generations.written(handle, id, folded, "").text();
    });
  }

  @Override
  public void close() {
    database.close();
  }
}
