package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.conversation.ConversationId;
import chat.parley.data.IntegrityCheck;
import chat.parley.generation.Generation.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of the database, each of them broken on purpose.
class IntegrityCheckTest {
  @TempDir private Path directory;
  private Books books;

  @BeforeEach
  void write() {
    books = new Books(directory);
    books.ask("Waits");
    Claim ended = claim("Ended");
    books.answers.finish(
        ended, new Outcome.Finished(false), "All", "", AnswerStore.TokenCounts.UNKNOWN);
    books.append(claim("Written"), "Some");
  }

  @AfterEach
  public void close() {
    books.close();
  }

  private Claim claim(String question) {
    ConversationId asked = books.ask(question);
    return books.claimAll().stream()
        .filter(claim -> claim.conversation().equals(asked))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void they_hold_while_answers_wait_are_written_and_have_ended() {
    books.ask("Waits too");
    assertThat(broken()).isEmpty();
    assertThat(books.database.read(IntegrityCheck::size)).hasToString("4 chats with 8 messages");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          delete from generation where state = 'ended' | answers without the work
          update message set role = 'user' where text = 'All' | people's messages that something writes
          update message set parent = 7 where text = 'All' | messages below one that is not there
          update message set parent = 2 where text = 'All' | messages below one that is not there
          update message set parent = null where text = 'All' | answers that stand below no message
          update message set revision = 1000 where text = 'All' | messages that are newer than their chat
          update conversation set last_number = 1 where title = 'Ended' | messages that are newer than their chat
          update conversation set last_number = 3 where title = 'Ended' | chats whose last message is missing
          update segment set epoch = 0 | pieces of text that belong to no answer
          update segment set generation_id = 2 | pieces of text that belong to no answer
          update generation set outcome = null where state = 'ended' | answers whose state contradicts itself
          update generation set worker = null where state = 'running' | answers whose state contradicts itself
          update generation set outcome = 'failed' where state = 'ended' | answers whose state contradicts itself
          update generation set account_id = 'other' where state = 'ended' | answers of another account
          update storage set bytes = bytes + 1 | accounts whose room is not counted
          """)
  void whatever_breaks_one_is_found(String fault, String found) {
    books.database.write(handle -> {
      handle.execute("insert into account (id, name, created_at) values ('other', 'Other', 0)");
      return handle.execute(fault);
    });
    assertThat(broken()).anyMatch(line -> line.contains(found));
  }

  private List<String> broken() {
    return books.database.read(IntegrityCheck::broken);
  }
}
