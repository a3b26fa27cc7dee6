package chat.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From a message that is sent to the model that is asked, messages coming at a fixed rate whatever
/// the server does: a slow one makes the next wait, and that counts.
final class Posts {
  private static final Pattern NUMBER = Pattern.compile("Message (\\d+)\\.");

  private final Map<Integer, Long> due = new ConcurrentHashMap<>();
  private final BlockingQueue<Browser> idle = new LinkedBlockingQueue<>();
  private volatile Delays delays = new Delays();

  /// The first message that counts.
  private volatile int counted;

  private int number;

  private Posts() {}

  static List<Figure> measure(Load load) throws IOException, InterruptedException {
    Posts posts = new Posts();
    List<Figure> figures = new ArrayList<>();
    try (Upstream upstream = new Upstream(20, 3, posts::asked);
        Server server = Server.start(load, load.scratch().resolve("posts"), upstream.url())) {
      figures.add(posts.measure(server, 100, load.of(15, 4), load.of(20, 4)));
      figures.add(posts.measure(server, 10, 0, load.of(20, 4)));
      for (Browser browser : posts.idle) {
        browser.close();
      }
    }
    return figures;
  }

  /// @param warmUp seconds that do not count, straight before those that do
  private Figure measure(Server server, int perSecond, int warmUp, int seconds)
      throws InterruptedException {
    int messages = perSecond * seconds;
    counted = number + perSecond * warmUp;
    delays = new Delays();
    Duration cpu = Duration.ZERO;
    int end = counted + messages;
    long start = System.nanoTime() + 10_000_000;
    for (long i = 0; number < end; i++) {
      long time = start + i * (1_000_000_000L / perSecond);
      while (System.nanoTime() < time) {
        LockSupport.parkNanos(time - System.nanoTime());
      }
      if (number == counted) {
        cpu = server.usage().cpu();
      }
      int next = number++;
      due.put(next, time);
      Thread.ofVirtual().start(() -> send(next, server));
    }
    long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!due.isEmpty() && System.nanoTime() < patience) {
      Thread.sleep(10);
    }
    due.clear();
    cpu = server.usage().cpu().minus(cpu);
    int lost = messages - delays.size();
    return new Figure.Measured(
        "from POST to the model being called, message fsynced, open loop at %d messages/s"
            .formatted(perSecond),
        "%s (%d messages%s; %.1f ms of server CPU each, until the answer's end)"
            .formatted(
                delays,
                delays.size(),
                lost == 0 ? "" : ", " + lost + " never",
                cpu.toNanos() / 1e6 / messages),
        "p50 5 ms, p99 20 ms",
        lost == 0 && delays.within(5, 20));
  }

  private void send(int next, Server server) {
    try {
      Browser known = idle.poll();
      Browser browser = known == null ? new Browser(server.port()) : known;
      browser.begin("Message " + next + ".");
      idle.add(browser);
    } catch (IOException e) {
      due.remove(next);
    }
  }

  private void asked(String body, long now) {
    Matcher matcher = NUMBER.matcher(body);
    if (matcher.find()) {
      int asked = Integer.parseInt(matcher.group(1));
      Long time = due.get(asked);
      if (time != null && asked >= counted) {
        delays.add(now - time);
      }
      due.remove(asked);
    }
  }
}
