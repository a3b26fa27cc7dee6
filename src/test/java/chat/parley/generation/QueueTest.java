package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.generation.AnswerStore.Segment;
import chat.parley.generation.AnswerStore.TokenCounts;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.Progress;
import chat.parley.user.AccountId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueTest {
  private static final Outcome FINISHED = new Outcome.Finished(false);

  @TempDir private Path directory;
  private Books books;

  @BeforeEach
  void open() {
    books = new Books(directory);
  }

  @AfterEach
  public void close() {
    books.close();
  }

  @Test
  void an_answer_is_claimed_once() {
    books.ask("Why?");
    assertThat(books.claim().epoch()).isEqualTo(1);
    assertThat(books.claimAll()).isEmpty();
  }

  @Test
  void who_came_first_is_first_also_when_the_clock_was_set_back() {
    ConversationId first = books.ask("First");
    ConversationId second =
        books.ask("Second", Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));
    Queue oneAtOnce = books.queue(1);
    Claim claim = oneAtOnce.claim().getFirst();
    assertThat(claim.conversation()).isEqualTo(first);
    books.answers.finish(claim, FINISHED, "", "", TokenCounts.UNKNOWN);
    assertThat(oneAtOnce.claim()).singleElement().extracting(Claim::conversation).isEqualTo(second);
  }

  @Test
  void a_refused_piece_takes_nobody_with_it() {
    ConversationId one = books.ask("One");
    ConversationId two = books.ask("Two");
    List<Claim> claims = books.claimAll();
    books.database.write(handle ->
        handle.execute("update generation set epoch = epoch + 1 where id = ?", claims.get(0).id()));
    boolean[] accepted =
        books.answers.append(
            List.of(
                new Segment(claims.get(0), "mine", "thought", true),
                new Segment(claims.get(1), "yours", "thought", true)));
    assertThat(accepted).containsExactly(false, true);
    assertThat(books.text(one)).isEmpty();
    assertThat(books.generation(one).firstTextAt()).isNull();
    assertThat(books.text(two)).isEqualTo("yours");
    assertThat(books.generation(two).firstTextAt()).isNotNull();
  }

  @Test
  void an_answer_ends_once() {
    ConversationId chat = books.ask("Why?");
    Claim claim = books.claim();
    books.append(claim, "Because");
    assertThat(books.answers.finish(claim, FINISHED, "Because.", "", TokenCounts.UNKNOWN)).isTrue();
    assertThat(books.answers.finish(claim, new Outcome.Stopped(), "B", "", TokenCounts.UNKNOWN))
        .isFalse();
    assertThat(books.append(claim, " And")).isFalse();
    assertThat(books.state(chat)).isEqualTo(new Progress.Ended(FINISHED));
    assertThat(books.text(chat)).isEqualTo("Because.");
  }

  @Test
  void stopping_what_waits_in_line_ends_it_and_it_is_never_claimed() {
    ConversationId chat = books.ask("Why?");
    assertThat(stop(chat)).isEmpty();
    assertThat(books.state(chat)).isEqualTo(new Progress.Ended(new Outcome.Stopped()));
    assertThat(books.claimAll()).isEmpty();
  }

  @Test
  void a_stop_before_the_worker_has_begun_is_seen_by_it() {
    ConversationId chat = books.ask("Why?");
    Claim claim = books.claim();
    assertThat(stop(chat)).map(Generation::id).hasValue(claim.id());
    assertThat(books.database.<Boolean>read(handle -> AnswerStore.stopRequested(handle, claim)))
        .isTrue();
    assertThat(books.queue.renew())
        .containsExactly(new Queue.StopRequest(claim.id(), claim.epoch()));
  }

  @Test
  void stopping_what_has_ended_changes_nothing() {
    ConversationId chat = books.ask("Why?");
    books.answers.finish(books.claim(), FINISHED, "Because.", "", TokenCounts.UNKNOWN);
    assertThat(stop(chat)).isEmpty();
    assertThat(books.state(chat)).isEqualTo(new Progress.Ended(FINISHED));
  }

  private java.util.Optional<Generation> stop(ConversationId chat) {
    Conversation conversation =
        books.database.read(
            handle -> Conversations.find(handle, AccountId.LOCAL, chat).orElseThrow());
    return books.generations.requestStop(conversation, Books.ANSWER);
  }
}
