package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.account.AccountId;
import chat.parley.conversation.ConversationId;
import chat.parley.generation.Claims.Piece;
import chat.parley.live.Feeds;
import chat.parley.live.GrowingAnswer;
import chat.parley.markdown.Markdown;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Chunk;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DraftTest {
  private static final Claim CLAIM =
      new Claim(1, new ConversationId("c"), 2, AccountId.LOCAL, "p", "m", 1, 0);

  private final GrowingAnswer answer = new Feeds(new Markdown()).begin("c", 2, 1, "");
  private final Draft draft = new Draft(CLAIM, answer, "");

  @Test
  void the_first_chunk_calls_the_publisher_and_the_next_ones_wait_for_it() throws Exception {
    assertThat(draft.add(new Chunk.Text("One "))).isTrue();
    assertThat(draft.getDelay(TimeUnit.NANOSECONDS)).isNotPositive();
    assertThat(draft.add(new Chunk.Text("two "))).isFalse();
    assertThat(draft.add(new Chunk.Reasoning("hm"))).isFalse();
    assertThat(take().text()).isEqualTo("One two ");
  }

  @Test
  void the_second_publication_comes_no_sooner_than_the_pace() throws Exception {
    draft.add(new Chunk.Text("One "));
    long before = System.nanoTime();
    Piece first = take();
    assertThat(draft.add(new Chunk.Text("two "))).as("the publisher is at it").isFalse();
    assertThat(draft.settle(first, true)).as("and comes again").isTrue();
    long comes = draft.getDelay(TimeUnit.NANOSECONDS) + System.nanoTime();
    assertThat(comes - before).isGreaterThanOrEqualTo(Publisher.PACE_NANOS);
  }

  @Test
  void readers_see_nothing_before_the_database_has_it() throws Exception {
    draft.add(new Chunk.Text("One "));
    Piece piece = take();
    assertThat(answer.text()).isEmpty();
    draft.settle(piece, true);
    assertThat(answer.text()).isEqualTo("One ");
  }

  @Test
  void what_is_refused_is_never_shown_and_the_worker_learns_of_it() throws Exception {
    draft.add(new Chunk.Text("One "));
    Piece piece = take();
    draft.add(new Chunk.Text("two "));
    assertThat(draft.settle(piece, false)).isFalse();
    assertThat(answer.text()).isEmpty();
    assertThatThrownBy(() -> draft.add(new Chunk.Text("three"))).isInstanceOf(Draft.Refused.class);
    assertThatThrownBy(draft::close).isInstanceOf(Draft.Refused.class);
  }

  @Test
  void what_could_not_be_stored_is_not_shown_and_comes_first_the_next_time() throws Exception {
    draft.add(new Chunk.Text("One "));
    Piece first = take();
    draft.add(new Chunk.Text("two"));
    assertThat(draft.putBack(first, full(), Long.MAX_VALUE)).as("it is tried again").isTrue();
    assertThat(answer.text()).isEmpty();
    Piece again = take();
    assertThat(again.text()).isEqualTo("One two");
    assertThat(again.begins()).as("still the first text").isTrue();
    draft.settle(again, true);
    assertThat(answer.text()).isEqualTo("One two");
  }

  @Test
  void a_worker_whose_text_waits_for_too_long_is_told_why_and_still_has_all_of_it()
      throws Exception {
    draft.add(new Chunk.Text("One "));
    assertThat(draft.putBack(take(), full(), 0)).as("it is not tried again").isFalse();
    assertThatThrownBy(() -> draft.add(new Chunk.Text("two")))
        .isInstanceOfSatisfying(
            StorageFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(StorageFault.Kind.FULL));
    assertThat(draft.close().text()).isEqualTo("One ");
  }

  private static StorageFault full() {
    return new StorageFault(StorageFault.Kind.FULL, new IllegalStateException("scripted"));
  }

  @Test
  void closing_waits_for_the_publisher_and_takes_the_rest() throws Exception {
    draft.add(new Chunk.Text("One "));
    Piece piece = take();
    draft.add(new Chunk.Text("two"));
    FutureTask<Piece> closing = new FutureTask<>(draft::close);
    Thread worker = Thread.ofPlatform().start(closing);
    while (worker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    worker.interrupt();
    draft.settle(piece, true);
    assertThat(closing.get().text()).isEqualTo("two");
    assertThat(draft.take()).as("nothing is left for the publisher").isNull();
  }

  @Test
  void half_a_character_comes_with_its_other_half_or_at_the_end() throws Exception {
    assertThat(draft.add(new Chunk.Text("\ud83d"))).as("nothing to publish yet").isFalse();
    assertThat(draft.add(new Chunk.Text("\udc4b\ud83d"))).isTrue();
    draft.settle(take(), true);
    assertThat(answer.text()).isEqualTo("👋");
    assertThat(draft.close().text()).isEqualTo("\ufffd");
  }

  @Test
  void a_worker_that_is_faster_than_the_disk_waits_and_is_let_go_when_refused() throws Exception {
    String much = "x".repeat(300 * 1024);
    draft.add(new Chunk.Text(much));
    FutureTask<Boolean> adding = new FutureTask<>(() -> draft.add(new Chunk.Text("more")));
    Thread worker = Thread.ofPlatform().start(adding);
    while (worker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    draft.settle(take(), true);
    adding.get();
    assertThat(take().text()).isEqualTo("more");

    draft.refuse();
    assertThatThrownBy(() -> draft.add(new Chunk.Text("x"))).isInstanceOf(Draft.Refused.class);
    assertThatThrownBy(draft::close).as("no one waits for ever").isInstanceOf(Draft.Refused.class);
  }

  @Test
  void the_first_text_is_told_from_all_others() throws Exception {
    draft.add(new Chunk.Reasoning("hm"));
    Piece thought = take();
    assertThat(thought.begins()).isFalse();
    draft.settle(thought, true);
    draft.add(new Chunk.Text("One "));
    Piece first = take();
    assertThat(first.begins()).isTrue();
    draft.settle(first, true);
    assertThat(draft.reasoning()).isEqualTo("hm");
    draft.add(new Chunk.Text("two"));
    assertThat(take().begins()).isFalse();
  }

  private Piece take() {
    return Objects.requireNonNull(draft.take());
  }
}
