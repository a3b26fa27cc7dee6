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
  private final Channels feeds = new Channels(new Markdown());

  @Test
  void a_conversation_that_nobody_watches_takes_no_memory() {
    List<Channels.Watch> watches = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      watches.add(feeds.watch("c" + i % 20));
    }
    assertThat(feeds.size()).isEqualTo(20);
    watches.forEach(Channels.Watch::close);
    assertThat(feeds.size()).isZero();
    feeds.changed("c1");
    feeds.grew("c1");
    feeds.end("c1", 2, 1);
    feeds.hush("c1", 2);
    assertThat(feeds.size()).isZero();
  }

  @Test
  void news_between_the_look_and_the_wait_are_not_lost() throws Exception {
    try (Channels.Watch watch = feeds.watch("c")) {
      long seen = watch.feed().ticks();
      feeds.changed("c");
      assertThat(watch.feed().await(seen, Duration.ofHours(1).toNanos())).isGreaterThan(seen);
    }
  }

  @Test
  void news_wake_everyone_who_waits() throws Exception {
    List<FutureTask<Long>> readers = new ArrayList<>();
    try (Channels.Watch watch = feeds.watch("c")) {
      for (int i = 0; i < 50; i++) {
        FutureTask<Long> reader =
            new FutureTask<>(() -> watch.feed().await(0, Duration.ofHours(1).toNanos()));
        Thread.ofVirtual().start(reader);
        readers.add(reader);
      }
      feeds.say("c", 2, new Status("Next in line", 0, ""));
      for (FutureTask<Long> reader : readers) {
        assertThat(reader.get()).isEqualTo(1);
      }
    }
  }

  @Test
  void what_waits_takes_no_channel_and_is_said_to_those_who_look_or_come_to_watch() {
    Status second = new Status("2nd in line", 0, "");
    Status next = new Status("Next in line", 0, "");
    try (Channels.Watch watch = feeds.watch("watched")) {
      feeds.sayWaiting(Map.of("watched", Map.of(2, second), "other", Map.of(2, next)));
      assertThat(feeds.size()).as("only what is watched has a channel").isEqualTo(1);
      assertThat(watch.feed().said(2)).contains(second);
      assertThat(feeds.said("other", 2)).contains(next);
      try (Channels.Watch late = feeds.watch("other")) {
        assertThat(late.feed().said(2)).contains(next);
      }

      long seen = watch.feed().ticks();
      feeds.sayWaiting(Map.of("watched", Map.of(2, second)));
      assertThat(watch.feed().ticks()).as("nothing new").isEqualTo(seen);
      assertThat(feeds.said("other", 2)).isEmpty();

      feeds.hush("watched", 2);
      feeds.say("watched", 2, new Status("Waiting for the model", 1, ""));
      feeds.sayWaiting(Map.of());
      assertThat(watch.feed().said(2)).map(Status::sentence).contains("Waiting for the model");
    }
  }

  @Test
  void a_wait_without_news_ends_in_time() throws Exception {
    try (Channels.Watch watch = feeds.watch("c")) {
      assertThat(watch.feed().await(0, 1_000_000)).isZero();
    }
  }

  @Test
  void the_end_of_an_epoch_does_not_end_the_next_one() {
    feeds.begin("c", 2, 1, "");
    GrowingAnswer next = feeds.begin("c", 2, 2, "One ");
    feeds.end("c", 2, 1);
    Channel feed = feeds.find("c").orElseThrow();
    feed.forget(-1);
    assertThat(feed.answer(2)).containsSame(next);
    feeds.end("c", 2, 2);
    feed.forget(-1);
    assertThat(feed.answer(2)).isEmpty();
  }

  @Test
  void an_answer_that_is_written_is_kept_and_forgotten_only_after_its_end() {
    feeds.begin("c", 2, 1, "");
    feeds.sweep();
    assertThat(feeds.size()).isEqualTo(1);
    feeds.end("c", 2, 1);
    feeds.sweep();
    assertThat(feeds.find("c").orElseThrow().answer(2)).as("for the grace time").isPresent();
    feeds.find("c").orElseThrow().forget(-1);
    feeds.sweep();
    assertThat(feeds.size()).isZero();
  }
}
