package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.AnswerStore.Segment;
import chat.parley.live.Channels;
import chat.parley.live.GrowingAnswer;
import chat.parley.markdown.Markdown;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Chunk;
import chat.parley.user.AccountId;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WriteBufferTest {
  private static final Claim CLAIM =
      new Claim(1, new ConversationId("c"), 2, AccountId.LOCAL, "p", "m", 1, 0);

  private final GrowingAnswer answer = new Channels(new Markdown()).begin("c", 2, 1, "");
  private final WriteBuffer buffer = new WriteBuffer(CLAIM, answer, "");

  @Test
  void the_first_chunk_calls_the_publisher_and_the_next_ones_wait_for_it() throws Exception {
    assertThat(buffer.add(new Chunk.Text("One "))).isTrue();
    assertThat(buffer.getDelay(TimeUnit.NANOSECONDS)).isNotPositive();
    assertThat(buffer.add(new Chunk.Text("two "))).isFalse();
    assertThat(buffer.add(new Chunk.Reasoning("hm"))).isFalse();
    assertThat(take().text()).isEqualTo("One two ");
  }

  @Test
  void the_second_publication_comes_no_sooner_than_the_pace() throws Exception {
    buffer.add(new Chunk.Text("One "));
    long before = System.nanoTime();
    Segment first = take();
    assertThat(buffer.add(new Chunk.Text("two "))).as("the publisher is at it").isFalse();
    assertThat(buffer.settle(first, true)).as("and comes again").isTrue();
    long comes = buffer.getDelay(TimeUnit.NANOSECONDS) + System.nanoTime();
    assertThat(comes - before).isGreaterThanOrEqualTo(Publisher.PACE_NANOS);
  }

  @Test
  void readers_see_nothing_before_the_database_has_it() throws Exception {
    buffer.add(new Chunk.Text("One "));
    Segment piece = take();
    assertThat(answer.text()).isEmpty();
    buffer.settle(piece, true);
    assertThat(answer.text()).isEqualTo("One ");
  }

  @Test
  void what_is_refused_is_never_shown_and_the_worker_learns_of_it() throws Exception {
    buffer.add(new Chunk.Text("One "));
    Segment piece = take();
    buffer.add(new Chunk.Text("two "));
    assertThat(buffer.settle(piece, false)).isFalse();
    assertThat(answer.text()).isEmpty();
    assertThatThrownBy(() -> buffer.add(new Chunk.Text("three")))
        .isInstanceOf(WriteBuffer.EpochOver.class);
    assertThatThrownBy(buffer::close).isInstanceOf(WriteBuffer.EpochOver.class);
  }

  @Test
  void what_could_not_be_stored_is_not_shown_and_comes_first_the_next_time() throws Exception {
    buffer.add(new Chunk.Text("One "));
    Segment first = take();
    buffer.add(new Chunk.Text("two"));
    assertThat(buffer.putBack(first, full(), Long.MAX_VALUE)).as("it is tried again").isTrue();
    assertThat(answer.text()).isEmpty();
    Segment again = take();
    assertThat(again.text()).isEqualTo("One two");
    assertThat(again.begins()).as("still the first text").isTrue();
    buffer.settle(again, true);
    assertThat(answer.text()).isEqualTo("One two");
  }

  @Test
  void a_worker_whose_text_waits_for_too_long_is_told_why_and_still_has_all_of_it()
      throws Exception {
    buffer.add(new Chunk.Text("One "));
    assertThat(buffer.putBack(take(), full(), 0)).as("it is not tried again").isFalse();
    assertThatThrownBy(() -> buffer.add(new Chunk.Text("two")))
        .isInstanceOfSatisfying(
            StorageFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(StorageFault.StorageFaultKind.FULL));
    assertThat(buffer.close().text()).isEqualTo("One ");
  }

  private static StorageFault full() {
    return new StorageFault(
        StorageFault.StorageFaultKind.FULL, new IllegalStateException("scripted"));
  }

  @Test
  void closing_waits_for_the_publisher_and_takes_the_rest() throws Exception {
    buffer.add(new Chunk.Text("One "));
    Segment piece = take();
    buffer.add(new Chunk.Text("two"));
    FutureTask<Segment> closing = new FutureTask<>(buffer::close);
    Thread worker = Thread.ofPlatform().start(closing);
    while (worker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    worker.interrupt();
    buffer.settle(piece, true);
    assertThat(closing.get().text()).isEqualTo("two");
    assertThat(buffer.take()).as("nothing is left for the publisher").isNull();
  }

  @Test
  void half_a_character_comes_with_its_other_half_or_at_the_end() throws Exception {
    assertThat(buffer.add(new Chunk.Text("\ud83d"))).as("nothing to publish yet").isFalse();
    assertThat(buffer.add(new Chunk.Text("\udc4b\ud83d"))).isTrue();
    buffer.settle(take(), true);
    assertThat(answer.text()).isEqualTo("👋");
    assertThat(buffer.close().text()).isEqualTo("\ufffd");
  }

  @Test
  void a_worker_that_is_faster_than_the_disk_waits_and_is_let_go_when_refused() throws Exception {
    String much = "x".repeat(300 * 1024);
    buffer.add(new Chunk.Text(much));
    FutureTask<Boolean> adding = new FutureTask<>(() -> buffer.add(new Chunk.Text("more")));
    Thread worker = Thread.ofPlatform().start(adding);
    while (worker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    buffer.settle(take(), true);
    adding.get();
    assertThat(take().text()).isEqualTo("more");

    buffer.refuse();
    assertThatThrownBy(() -> buffer.add(new Chunk.Text("x")))
        .isInstanceOf(WriteBuffer.EpochOver.class);
    assertThatThrownBy(buffer::close)
        .as("no one waits for ever")
        .isInstanceOf(WriteBuffer.EpochOver.class);
  }

  @Test
  void the_first_text_is_told_from_all_others() throws Exception {
    buffer.add(new Chunk.Reasoning("hm"));
    Segment thought = take();
    assertThat(thought.begins()).isFalse();
    buffer.settle(thought, true);
    buffer.add(new Chunk.Text("One "));
    Segment first = take();
    assertThat(first.begins()).isTrue();
    buffer.settle(first, true);
    assertThat(buffer.reasoning()).isEqualTo("hm");
    buffer.add(new Chunk.Text("two"));
    assertThat(take().begins()).isFalse();
  }

  private Segment take() {
    return Objects.requireNonNull(buffer.take());
  }
}
