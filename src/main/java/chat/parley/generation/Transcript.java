package chat.parley.generation;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.conversation.Message;
import chat.parley.conversation.MessageRole;
import chat.parley.conversation.MessageTree;
import chat.parley.conversation.Siblings;
import chat.parley.database.Database;
import chat.parley.live.Position;
import chat.parley.user.AccountId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What the database says of a conversation to one of its readers, in one snapshot: the end of a
/// branch, or what has changed on it since.
public final class Transcript {
  /// How many messages a page shows at first, and each time that earlier ones are asked for.
  static final int PAGE = 50;

  /// A reader that missed more changes than this gets the last page of messages instead.
  private static final int MOST_CHANGES = 100;

  private final Database database;

  Transcript(Database database) {
    this.database = database;
  }

  /// One message, and what belongs to it.
  ///
  /// @param generation of an answer, else null
  /// @param written its text: of an open answer, with what stands in its segments
  public record TranscriptEntry(
      Message message,
      @Nullable Generation generation,
      Siblings siblings,
      Generations.Written written) {
    public int number() {
      return message.number();
    }
  }

  /// Some messages of a branch.
  ///
  /// @param leaf the last message of the branch
  /// @param open the answers of the branch that are being written or wait to be, in order
  public record Branch(
      Conversation conversation, int leaf, List<TranscriptEntry> entries, List<Generation> open) {

    /// The answer that is being written.
    public Optional<Generation> running() {
      return open.stream()
          .filter(g -> g.state() instanceof Generation.Progress.Running)
          .findFirst();
    }

    /// Whether there are messages before these.
    public boolean hasEarlier() {
      return !entries.isEmpty() && entries.getFirst().message().parent() != null;
    }
  }

  /// The end of a branch.
  ///
  /// @param through a message of the branch, or 0 for the newest branch
  public Optional<Branch> end(AccountId account, ConversationId id, int through) {
    return database.read(handle ->
        Conversations.find(handle, account, id)
            .map(conversation -> {
              int leaf = new MessageTree(handle, id).leafBelow(through);
              return branch(handle, conversation, leaf, leaf);
            }));
  }

  /// The end of a branch without its messages: whose chat it is, and what is open on it.
  ///
  /// @param through a message of the branch, or 0 for the newest branch
  public Optional<Branch> tip(AccountId account, ConversationId id, int through) {
    return database.read(handle ->
        Conversations.find(handle, account, id)
            .map(conversation -> {
              int leaf =
                  through == 0 || through == conversation.lastNumber()
                      ? conversation.lastNumber()
                      : new MessageTree(handle, id).leafBelow(through);
              return new Branch(conversation, leaf, List.of(), open(handle, id, leaf));
            }));
  }

  /// One message.
  public Optional<TranscriptEntry> message(AccountId account, ConversationId id, int number) {
    return database.read(handle ->
        Conversations.find(handle, account, id)
            .flatMap(_ -> new MessageTree(handle, id).find(number))
            .map(message -> entries(handle, id, List.of(message)).getFirst()));
  }

  /// The messages before a message.
  public Optional<Branch> before(AccountId account, ConversationId id, int number) {
    return database.read(handle ->
        Conversations.find(handle, account, id)
            .flatMap(conversation -> {
              MessageTree tree = new MessageTree(handle, id);
              return tree.find(number)
                  .map(Message::parent)
                  .map(parent -> branch(handle, conversation, tree.leafBelow(number), parent));
            }));
  }

  /// The first messages of the branch through a message.
  public Optional<Branch> beginning(AccountId account, ConversationId id, int through) {
    return database.read(handle ->
        Conversations.find(handle, account, id)
            .map(conversation -> {
              MessageTree tree = new MessageTree(handle, id);
              int leaf = tree.leafBelow(through);
              List<Integer> numbers = tree.numbersTo(leaf, Integer.MAX_VALUE);
              int last = numbers.get(Math.min(PAGE, numbers.size()) - 1);
              return branch(handle, conversation, leaf, last);
            }));
  }

  private static Branch branch(Handle handle, Conversation conversation, int leaf, int last) {
    MessageTree tree = new MessageTree(handle, conversation.id());
    List<TranscriptEntry> entries = entries(handle, conversation.id(), tree.pathTo(last, PAGE));
    return new Branch(conversation, leaf, entries, open(handle, conversation.id(), leaf));
  }

  /// Whether who follows the branch of a message comes to this leaf.
  public boolean leads(ConversationId id, int number, int leaf) {
    return database.read(handle -> new MessageTree(handle, id).leafBelow(number) == leaf);
  }

  /// What has become of a branch since a reader looked.
  public sealed interface News {
    /// The conversation is not there, or not theirs.
    record Gone() implements News {}

    /// The reader is too far behind, or holds what never was, or is no more because a backup was
    /// put in the database's place: the end of the branch instead.
    record Anew(Branch branch) implements News {}

    /// The reader has seen what this database does not have yet, because it was elsewhere: it
    /// waits.
    record Behind() implements News {}

    /// @param added messages that extend the branch
    /// @param branch its entries are those that the reader has, changed, the oldest change first
    record Changed(Branch branch, List<TranscriptEntry> added) implements News {}
  }

  public News since(AccountId account, ConversationId id, Position position) {
    return database.read(handle -> {
      Conversation conversation = Conversations.find(handle, account, id).orElse(null);
      if (conversation == null) {
        return new News.Gone();
      }
      MessageTree tree = new MessageTree(handle, id);
      // The newest message of all has nothing below it.
      int leaf =
          position.leaf() == conversation.lastNumber()
              ? position.leaf()
              : tree.leafBelow(position.leaf());
      if (conversation.revision() < position.revision()) {
        return database.exclusive()
            ? new News.Anew(branch(handle, conversation, leaf, leaf))
            : new News.Behind();
      }
      List<Message> added =
          leaf == position.leaf() ? List.of() : tree.between(position.leaf(), leaf, PAGE);
      List<Message> changes =
          conversation.revision() > position.revision()
              ? tree.changedSince(position.revision(), MOST_CHANGES + 1)
              : List.of();
      boolean lost = leaf != position.leaf() && added.isEmpty();
      if (lost || changes.size() > MOST_CHANGES) {
        return new News.Anew(branch(handle, conversation, leaf, leaf));
      }
      Set<Integer> held = held(tree, position.leaf(), changes);
      List<Message> changed =
          changes.stream()
              .filter(m -> held.contains(m.number()))
              .sorted(Comparator.comparingLong(Message::revision))
              .toList();
      return new News.Changed(
          new Branch(conversation, leaf, entries(handle, id, changed), open(handle, id, leaf)),
          entries(handle, id, added));
    });
  }

  /// Which of the changed messages lie on the path to a leaf.
  private static Set<Integer> held(MessageTree tree, int leaf, List<Message> changes) {
    return path(tree, leaf, changes.stream().mapToInt(Message::number).min().orElse(leaf + 1));
  }

  private static List<Generation> open(Handle handle, ConversationId id, int leaf) {
    List<Generation> open = Generations.open(handle, id);
    if (open.isEmpty()) {
      return open;
    }
    int oldest = open.stream().mapToInt(Generation::message).min().orElseThrow();
    Set<Integer> path = path(new MessageTree(handle, id), leaf, oldest);
    return open.stream().filter(generation -> path.contains(generation.message())).toList();
  }

  /// The numbers of the path to a leaf, from the oldest of interest on. Most often only the leaf
  /// is, and nothing needs to be looked up.
  private static Set<Integer> path(MessageTree tree, int leaf, int oldest) {
    if (oldest >= leaf) {
      return oldest == leaf ? Set.of(leaf) : Set.of();
    }
    return new HashSet<>(tree.numbersTo(leaf, oldest));
  }

  private static List<TranscriptEntry> entries(
      Handle handle, ConversationId id, List<Message> messages) {
    List<Integer> answers =
        messages.stream()
            .filter(m -> m.role() == MessageRole.ASSISTANT)
            .map(Message::number)
            .toList();
    Map<Integer, Generation> generations = Generations.of(handle, id, answers);
    Map<Integer, Siblings> siblings = new MessageTree(handle, id).siblings(messages);
    return messages.stream()
        .map(message ->
            entry(
                handle,
                message,
                generations.get(message.number()),
                siblings.getOrDefault(message.number(), Siblings.NONE)))
        .toList();
  }

  private static TranscriptEntry entry(
      Handle handle, Message message, @Nullable Generation generation, Siblings siblings) {
    Generations.Written written =
        generation != null && generation.open()
            ? Generations.written(handle, generation.id(), message.text(), message.reasoning())
            : new Generations.Written(message.text(), message.reasoning());
    return new TranscriptEntry(message, generation, siblings, written);
  }
}
