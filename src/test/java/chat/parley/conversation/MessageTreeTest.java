package chat.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.database.Database;
import chat.parley.user.AccountId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Messages as a tree: numbers, siblings, branches and revisions.
class MessageTreeTest {
  @TempDir private Path data;
  private Database database;
  private ConversationId id;

  @BeforeEach
  void open() {
    database = Database.open(data);
    Conversations conversations =
        new Conversations(database, () -> UUID.randomUUID().toString(), Clock.systemUTC());
    id =
        database
            .write(handle ->
                conversations.begin(handle, AccountId.LOCAL, "Title", "scripted", "small"))
            .id();
  }

  @AfterEach
  public void close() {
    database.close();
  }

  @Test
  void messages_are_numbered_in_the_order_in_which_they_come() {
    Message question = append(null, "Question");
    Message answer = append(1, "Answer");
    assertThat(question.number()).isEqualTo(1);
    assertThat(answer.number()).isEqualTo(2);
    assertThat(answer.parent()).isEqualTo(1);
    assertThat(path(2, 10)).extracting(Message::text).containsExactly("Question", "Answer");
  }

  @Test
  void a_branch_ends_at_the_newest_message_below() {
    append(null, "1");
    append(1, "2");
    append(1, "3");
    append(2, "4");
    append(3, "5");
    append(2, "6");
    assertThat(leaf(1)).isEqualTo(5);
    assertThat(leaf(2)).isEqualTo(6);
    assertThat(leaf(4)).isEqualTo(4);
    assertThat(leaf(0)).as("the newest of all").isEqualTo(6);
    assertThat(leaf(99)).as("one that never was").isEqualTo(6);
  }

  @Test
  void a_path_is_that_of_its_own_branch_and_can_be_cut_at_its_beginning() {
    append(null, "1");
    append(1, "2");
    append(1, "3");
    append(3, "4");
    assertThat(numbers(path(4, 10))).containsExactly(1, 3, 4);
    assertThat(numbers(path(4, 2))).containsExactly(3, 4);
    assertThat(between(1, 4)).containsExactly(3, 4);
    assertThat(between(2, 4)).as("not below it").isEmpty();
    append(4, "5");
    assertThat(between(1, 5)).as("more than two below it").isEmpty();
  }

  @Test
  void siblings_change_together_since_each_stands_beside_one_more() {
    append(null, "1");
    append(1, "2");
    long before = append(2, "elsewhere").revision();
    Message sibling = append(1, "beside the second");
    List<Message> changed = tree(tree -> tree.changedSince(before, 10));
    assertThat(numbers(changed)).containsExactlyInAnyOrder(2, 4);
    assertThat(changed).allMatch(message -> message.revision() == sibling.revision());
    assertThat(siblings(sibling)).containsExactly(2, 4);
  }

  @Test
  void first_messages_are_siblings_of_each_other() {
    Message first = append(null, "1");
    append(1, "2");
    append(null, "3");
    assertThat(siblings(first)).containsExactly(1, 3);
  }

  private Message append(@Nullable Integer parent, String text) {
    return database.write(handle ->
        new MessageChanges(handle, id).append(parent, MessageRole.USER, text, Clock.systemUTC()));
  }

  private List<Message> path(int leaf, int limit) {
    return tree(tree -> tree.pathTo(leaf, limit));
  }

  private int leaf(int number) {
    return tree(tree -> tree.leafBelow(number));
  }

  private List<Integer> between(int above, int leaf) {
    return tree(tree -> tree.between(above, leaf, 2).stream().map(Message::number).toList());
  }

  private List<Integer> siblings(Message message) {
    return Objects.requireNonNull(
            tree(tree -> tree.siblings(List.of(message))).get(message.number()))
        .numbers();
  }

  private <T> T tree(Function<MessageTree, T> work) {
    return database.write(handle -> work.apply(new MessageTree(handle, id)));
  }

  private static List<Integer> numbers(List<Message> messages) {
    return messages.stream().map(Message::number).toList();
  }
}
