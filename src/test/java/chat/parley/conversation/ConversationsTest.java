package chat.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.support.DataFile;
import chat.parley.support.SettableClock;
import chat.parley.user.AccountId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Conversations are reached through their account alone.
class ConversationsTest {
  private static final AccountId ROBIN = new AccountId("robin");

  @TempDir private Path data;
  private final SettableClock time = new SettableClock();
  private Database database;
  private Conversations conversations;

  @BeforeEach
  void open() {
    database = Database.open(data);
    InstantSource source = time;
    Clock clock = source.withZone(ZoneOffset.UTC);
    conversations = new Conversations(database, () -> UUID.randomUUID().toString(), clock);
    new DataFile(data).give("robin");
  }

  @AfterEach
  public void close() {
    database.close();
  }

  @Test
  void each_account_has_its_own() {
    ConversationId mine = begin(AccountId.LOCAL, "Mine");
    ConversationId theirs = begin(ROBIN, "Theirs");
    assertThat(titles(AccountId.LOCAL)).containsExactly("Mine");
    assertThat(titles(ROBIN)).containsExactly("Theirs");
    OwnedConversations owned = conversations.of(AccountId.LOCAL);
    assertThat(owned.find(mine)).isPresent();
    assertThat(owned.find(theirs)).isEmpty();
    assertThatThrownBy(() -> owned.rename(theirs, "Mine now")).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> owned.delete(theirs)).isInstanceOf(Problem.class);
    conversations.of(ROBIN).delete(theirs);
    assertThat(owned.deleted(theirs)).isEmpty();
    assertThatThrownBy(() -> owned.restore(theirs)).isInstanceOf(Problem.class);
    assertThat(conversations.of(ROBIN).deleted(theirs)).isPresent();
  }

  @Test
  void pages_of_them_follow_each_other_also_where_many_changed_at_once() {
    for (int i = 0; i < 10; i++) {
      begin(AccountId.LOCAL, "At once " + i);
    }
    List<Conversation> seen = new ArrayList<>();
    Conversation last = null;
    for (int page = 0; page < 4; page++) {
      List<Conversation> next = conversations.of(AccountId.LOCAL).newest(last, 3);
      seen.addAll(next);
      last = next.getLast();
    }
    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void what_was_deleted_long_ago_goes_for_good_with_all_its_messages() {
    ConversationId old = begin(AccountId.LOCAL, "Old");
    ConversationId kept = begin(AccountId.LOCAL, "Kept");
    database.write(handle ->
        new MessageChanges(handle, old).append(null, MessageRole.USER, "Text", Clock.systemUTC()));
    conversations.of(AccountId.LOCAL).delete(old);
    time.advance(Conversations.KEPT_AFTER_DELETION.minusSeconds(1));
    assertThat(conversations.purge()).as("it can still be brought back").isZero();
    time.advance(Duration.ofSeconds(2));
    assertThat(conversations.purge()).isEqualTo(1);
    assertThat(new DataFile(data).everything(old.value())).isEmpty();
    assertThat(conversations.of(AccountId.LOCAL).find(kept)).isPresent();
  }

  @Test
  void what_goes_for_good_goes_a_few_at_a_time() {
    for (int i = 0; i < 25; i++) {
      conversations.of(AccountId.LOCAL).delete(begin(AccountId.LOCAL, "Chat " + i));
      time.advance(Duration.ofMillis(1));
    }
    time.advance(Conversations.KEPT_AFTER_DELETION);
    database.write(handle ->
        handle.execute(
            """
            create trigger stuck before delete on conversation when old.title = 'Chat 12'
            begin select raise(abort, 'scripted'); end
            """));
    assertThatThrownBy(conversations::purge).hasMessageContaining("scripted");
    assertThat(new DataFile(data).rows("select count(*) from conversation"))
        .as("left, after a step that worked")
        .containsExactly("15");
    database.write(handle -> handle.execute("drop trigger stuck"));
    assertThat(conversations.purge()).isEqualTo(15);
  }

  @Test
  void what_goes_for_good_is_overwritten() throws Exception {
    ConversationId id = begin(AccountId.LOCAL, "Old");
    database.write(handle ->
        new MessageChanges(handle, id)
            .append(null, MessageRole.USER, "a-word-that-is-nowhere-else", Clock.systemUTC()));
    conversations.of(AccountId.LOCAL).delete(id);
    database.close();
    assertThat(stored()).as("assumed: it was stored").contains("a-word-that-is-nowhere-else");
    open();
    time.advance(Conversations.KEPT_AFTER_DELETION.plusSeconds(1));
    assertThat(conversations.purge()).isEqualTo(1);
    database.close();
    assertThat(stored()).doesNotContain("a-word-that-is-nowhere-else");
  }

  private String stored() throws IOException {
    return Files.readString(Database.file(data), StandardCharsets.ISO_8859_1);
  }

  @Test
  void every_change_gives_the_next_revision() {
    ConversationId id = begin(AccountId.LOCAL, "Title");
    OwnedConversations owned = conversations.of(AccountId.LOCAL);
    owned.rename(id, "Another");
    assertThat(owned.find(id)).map(Conversation::revision).contains(1L);
    owned.delete(id);
    owned.restore(id);
    assertThat(owned.find(id)).map(Conversation::revision).contains(3L);
  }

  private ConversationId begin(AccountId account, String title) {
    return database
        .write(handle -> conversations.begin(handle, account, title, "scripted", "small"))
        .id();
  }

  private List<String> titles(AccountId account) {
    return conversations.of(account).newest(null, 10).stream().map(Conversation::title).toList();
  }
}
