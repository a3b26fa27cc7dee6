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
  private final ConcurrentHashMap<String, Channel> channels = new ConcurrentHashMap<>();

  /// The statuses of answers that wait, by conversation and message: most of them nobody watches.
  private final ConcurrentHashMap<String, Map<Integer, Status>> waiting = new ConcurrentHashMap<>();

  public Channels(Markdown markdown) {
    this.markdown = markdown;
  }

  /// Begins to watch a conversation, until the watch is closed.
  public ChannelWatch watch(String conversation) {
    return new ChannelWatch(conversation, with(conversation, channel -> channel.readers(1)));
  }

  /// The channel of a conversation, if it has one at present.
  public Optional<Channel> find(String conversation) {
    return Optional.ofNullable(channels.get(conversation));
  }

  /// Tells those who watch a conversation that the database has news of it.
  public void changed(String conversation) {
    find(conversation).ifPresent(Channel::change);
  }

  /// Tells those who watch a conversation that its growing answer has grown.
  public void grew(String conversation) {
    find(conversation).ifPresent(Channel::tick);
  }

  /// Gives an answer a status, for those who watch now or begin to while it holds.
  public void setStatus(String conversation, int message, Status what) {
    with(conversation, channel -> channel.setStatus(message, what));
  }

  /// Gives every answer that waits its status, in the place of those of the answers that did
  /// before. What has not changed is not told again.
  public void setWaiting(Map<String, Map<Integer, Status>> now) {
    for (String conversation : waiting.keySet()) {
      if (!now.containsKey(conversation)) {
        setWaiting(conversation, Map.of());
      }
    }
    now.forEach((conversation, statuses) -> {
      if (!statuses.equals(waiting.get(conversation))) {
        setWaiting(conversation, statuses);
      }
    });
  }

  private void setWaiting(String conversation, Map<Integer, Status> now) {
    Map<Integer, Status> before =
        now.isEmpty() ? waiting.remove(conversation) : waiting.put(conversation, now);
    channels.computeIfPresent(
        conversation,
        (_, channel) -> {
          channel.replace(before == null ? Map.of() : before, now);
          return channel.idle() ? null : channel;
        });
  }

  /// The status of an answer right now.
  public Optional<Status> status(String conversation, int message) {
    Channel channel = channels.get(conversation);
    return channel == null
        ? Optional.ofNullable(waiting.getOrDefault(conversation, Map.of()).get(message))
        : channel.status(message);
  }

  /// Takes a status back.
  public void clearStatus(String conversation, int message) {
    waiting.computeIfPresent(
        conversation,
        (_, statuses) -> {
          Map<Integer, Status> left = new HashMap<>(statuses);
          left.remove(message);
          return left.isEmpty() ? null : Map.copyOf(left);
        });
    channels.computeIfPresent(
        conversation,
        (_, channel) -> {
          channel.clearStatus(message);
          return channel.idle() ? null : channel;
        });
  }

  /// Begins to show an answer that grows.
  ///
  /// @param text what it has from epochs before
  public GrowingAnswer begin(String conversation, int message, int epoch, String text) {
    GrowingAnswer answer = new GrowingAnswer(markdown, message, epoch, text);
    with(conversation, channel -> channel.begin(answer));
    return answer;
  }

  /// Ends it. It stays for the grace time. An answer that has been taken up again is left alone.
  public void end(String conversation, int message, int epoch) {
    find(conversation)
        .ifPresent(channel -> {
          channel.end(message, epoch);
          channel.change();
        });
  }

  /// Forgets what nobody needs any more. Called every second or so.
  public void sweep() {
    for (String conversation : channels.keySet()) {
      channels.computeIfPresent(
          conversation,
          (_, channel) -> {
            channel.forget(GRACE.toNanos());
            return channel.idle() ? null : channel;
          });
    }
  }

  /// How many conversations are watched or written in, for tests and metrics.
  int size() {
    return channels.size();
  }

  private Channel with(String conversation, Consumer<Channel> action) {
    return channels.compute(
        conversation,
        (_, known) -> {
          Channel channel =
              known == null ? new Channel(waiting.getOrDefault(conversation, Map.of())) : known;
          action.accept(channel);
          return channel;
        });
  }

  /// One reader's hold on a channel.
  public final class ChannelWatch implements AutoCloseable {
    private final String conversation;
    private final Channel channel;

    private ChannelWatch(String conversation, Channel channel) {
      this.conversation = conversation;
      this.channel = channel;
    }

    public Channel channel() {
      return channel;
    }

    @Override
    public void close() {
      channels.computeIfPresent(
          conversation,
          (_, present) -> {
            present.readers(-1);
            return present.idle() ? null : present;
          });
    }
  }
}
