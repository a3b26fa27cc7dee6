package chat.parley.live;

import chat.parley.markdown.Markdown;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The conversations that someone watches or that an answer grows in; the others take no memory.
public final class Channels {
  /// How long an ended answer stays, so that those who watched it get its end as growth.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Markdown markdown;
  private final ConcurrentHashMap<String, Channel> feeds = new ConcurrentHashMap<>();

  /// What is said of answers that wait, by conversation and message: most of them nobody watches.
  private final ConcurrentHashMap<String, Map<Integer, Status>> waiting = new ConcurrentHashMap<>();

  public Channels(Markdown markdown) {
    this.markdown = markdown;
  }

  /// Begins to watch a conversation, until the watch is closed.
  public Watch watch(String conversation) {
    return new Watch(conversation, with(conversation, feed -> feed.readers(1)));
  }

  /// The feed of a conversation, if it has one at present.
  public Optional<Channel> find(String conversation) {
    return Optional.ofNullable(feeds.get(conversation));
  }

  /// Tells those who watch a conversation that the database has news of it.
  public void changed(String conversation) {
    find(conversation).ifPresent(Channel::change);
  }

  /// Tells those who watch a conversation that its growing answer has grown.
  public void grew(String conversation) {
    find(conversation).ifPresent(Channel::tick);
  }

  /// Says something of an answer, to those who watch now or begin to while it holds.
  public void say(String conversation, int message, Status what) {
    with(conversation, feed -> feed.say(message, what));
  }

  /// Says something of every answer that waits, in the place of what was said of those that did
  /// before. What has not changed is not said again.
  public void sayWaiting(Map<String, Map<Integer, Status>> now) {
    for (String conversation : waiting.keySet()) {
      if (!now.containsKey(conversation)) {
        sayWaiting(conversation, Map.of());
      }
    }
    now.forEach((conversation, said) -> {
      if (!said.equals(waiting.get(conversation))) {
        sayWaiting(conversation, said);
      }
    });
  }

  private void sayWaiting(String conversation, Map<Integer, Status> now) {
    Map<Integer, Status> before =
        now.isEmpty() ? waiting.remove(conversation) : waiting.put(conversation, now);
    feeds.computeIfPresent(
        conversation,
        (_, feed) -> {
          feed.replace(before == null ? Map.of() : before, now);
          return feed.idle() ? null : feed;
        });
  }

  /// What is said of an answer right now.
  public Optional<Status> said(String conversation, int message) {
    Channel feed = feeds.get(conversation);
    return feed == null
        ? Optional.ofNullable(waiting.getOrDefault(conversation, Map.of()).get(message))
        : feed.said(message);
  }

  /// Takes back what was said.
  public void hush(String conversation, int message) {
    waiting.computeIfPresent(
        conversation,
        (_, said) -> {
          Map<Integer, Status> left = new HashMap<>(said);
          left.remove(message);
          return left.isEmpty() ? null : Map.copyOf(left);
        });
    feeds.computeIfPresent(
        conversation,
        (_, feed) -> {
          feed.hush(message);
          return feed.idle() ? null : feed;
        });
  }

  /// Begins to show an answer that grows.
  ///
  /// @param text what it has from epochs before
  public GrowingAnswer begin(String conversation, int message, int epoch, String text) {
    GrowingAnswer answer = new GrowingAnswer(markdown, message, epoch, text);
    with(conversation, feed -> feed.begin(answer));
    return answer;
  }

  /// Ends it. It stays for the grace time. An answer that has been taken up again is left alone.
  public void end(String conversation, int message, int epoch) {
    find(conversation)
        .ifPresent(feed -> {
          feed.end(message, epoch);
          feed.change();
        });
  }

  /// Forgets what nobody needs any more. Called every second or so.
  public void sweep() {
    for (String conversation : feeds.keySet()) {
      feeds.computeIfPresent(
          conversation,
          (_, feed) -> {
            feed.forget(GRACE.toNanos());
            return feed.idle() ? null : feed;
          });
    }
  }

  /// How many conversations are watched or written in, for tests and metrics.
  public int size() {
    return feeds.size();
  }

  private Channel with(String conversation, Consumer<Channel> action) {
    return feeds.compute(
        conversation,
        (_, known) -> {
          Channel feed =
              known == null ? new Channel(waiting.getOrDefault(conversation, Map.of())) : known;
          action.accept(feed);
          return feed;
        });
  }

  /// One reader's hold on a feed.
  public final class Watch implements AutoCloseable {
    private final String conversation;
    private final Channel feed;

    private Watch(String conversation, Channel feed) {
      this.conversation = conversation;
      this.feed = feed;
    }

    public Channel feed() {
      return feed;
    }

    @Override
    public void close() {
      feeds.computeIfPresent(
          conversation,
          (_, present) -> {
            present.readers(-1);
            return present.idle() ? null : present;
          });
    }
  }
}
