package chat.parley.live;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.markdown.Markdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChannelsTest {
  private final Channels channels = new Channels(new Markdown());

  @Test
  void a_conversation_that_nobody_watches_takes_no_memory() {
    List<Channels.ChannelWatch> watches = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      watches.add(channels.watch("c" + i % 20));
    }
    assertThat(channels.size()).isEqualTo(20);
    watches.forEach(Channels.ChannelWatch::close);
    assertThat(channels.size()).isZero();
    channels.changed("c1");
    channels.grew("c1");
    channels.end("c1", 2, 1);
    channels.clearStatus("c1", 2);
    assertThat(channels.size()).isZero();
  }

  @Test
  void news_between_the_look_and_the_wait_are_not_lost() throws Exception {
    try (Channels.ChannelWatch watch = channels.watch("c")) {
      long seen = watch.channel().ticks();
      channels.changed("c");
      assertThat(watch.channel().await(seen, Duration.ofHours(1).toNanos())).isGreaterThan(seen);
    }
  }

  @Test
  void news_wake_everyone_who_waits() throws Exception {
    List<FutureTask<Long>> readers = new ArrayList<>();
    try (Channels.ChannelWatch watch = channels.watch("c")) {
      for (int i = 0; i < 50; i++) {
        FutureTask<Long> reader =
            new FutureTask<>(() -> watch.channel().await(0, Duration.ofHours(1).toNanos()));
        Thread.ofVirtual().start(reader);
        readers.add(reader);
      }
      channels.setStatus("c", 2, new Status("Next in line", 0, ""));
      for (FutureTask<Long> reader : readers) {
        assertThat(reader.get()).isEqualTo(1);
      }
    }
  }

  @Test
  void what_waits_takes_no_channel_and_is_said_to_those_who_look_or_come_to_watch() {
    Status second = new Status("2nd in line", 0, "");
    Status next = new Status("Next in line", 0, "");
    try (Channels.ChannelWatch watch = channels.watch("watched")) {
      channels.setWaiting(Map.of("watched", Map.of(2, second), "other", Map.of(2, next)));
      assertThat(channels.size()).as("only what is watched has a channel").isEqualTo(1);
      assertThat(watch.channel().status(2)).contains(second);
      assertThat(channels.status("other", 2)).contains(next);
      try (Channels.ChannelWatch late = channels.watch("other")) {
        assertThat(late.channel().status(2)).contains(next);
      }

      long seen = watch.channel().ticks();
      channels.setWaiting(Map.of("watched", Map.of(2, second)));
      assertThat(watch.channel().ticks()).as("nothing new").isEqualTo(seen);
      assertThat(channels.status("other", 2)).isEmpty();

      channels.clearStatus("watched", 2);
      channels.setStatus("watched", 2, new Status("Waiting for the model", 1, ""));
      channels.setWaiting(Map.of());
      assertThat(watch.channel().status(2)).map(Status::sentence).contains("Waiting for the model");
    }
  }

  @Test
  void a_wait_without_news_ends_in_time() throws Exception {
    try (Channels.ChannelWatch watch = channels.watch("c")) {
      assertThat(watch.channel().await(0, 1_000_000)).isZero();
    }
  }

  @Test
  void the_end_of_an_epoch_does_not_end_the_next_one() {
    channels.begin("c", 2, 1, "");
    GrowingAnswer next = channels.begin("c", 2, 2, "One ");
    channels.end("c", 2, 1);
    Channel feed = channels.find("c").orElseThrow();
    feed.forget(-1);
    assertThat(feed.answer(2)).containsSame(next);
    channels.end("c", 2, 2);
    feed.forget(-1);
    assertThat(feed.answer(2)).isEmpty();
  }

  @Test
  void an_answer_that_is_written_is_kept_and_forgotten_only_after_its_end() {
    channels.begin("c", 2, 1, "");
    channels.sweep();
    assertThat(channels.size()).isEqualTo(1);
    channels.end("c", 2, 1);
    channels.sweep();
    assertThat(channels.find("c").orElseThrow().answer(2)).as("for the grace time").isPresent();
    channels.find("c").orElseThrow().forget(-1);
    channels.sweep();
    assertThat(channels.size()).isZero();
  }
}
