package chat.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From a message that is sent to the model that is asked, messages coming at a fixed rate whatever
/// the server does: a slow one makes the next wait, and that counts.
final class Posts {
  private static final int PER_SECOND = 100;
  private static final Pattern NUMBER = Pattern.compile("Message (\\d+)\\.");

  private Posts() {}

  static List<Figure> measure(Load load) throws IOException, InterruptedException {
    Map<Integer, Long> sent = new ConcurrentHashMap<>();
    Delays delays = new Delays();
    AtomicInteger refused = new AtomicInteger();
    int warmUp = PER_SECOND * load.of(15, 4);
    int messages = PER_SECOND * load.of(20, 4);
    Duration cpu = Duration.ZERO;
    try (Upstream upstream =
            new Upstream(20, 3, (body, now) -> asked(body, now, sent, warmUp, delays));
        Server server = Server.start(load, load.scratch().resolve("posts"), upstream.url())) {
      BlockingQueue<Browser> idle = new LinkedBlockingQueue<>();
      long start = System.nanoTime() + 10_000_000;
      for (int i = 0; i < warmUp + messages; i++) {
        long due = start + i * (1_000_000_000L / PER_SECOND);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        int number = i;
        if (number == warmUp) {
          cpu = server.usage().cpu();
        }
        sent.put(number, due);
        Thread.ofVirtual().start(() -> send(number, server, idle, refused));
      }
      long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (delays.size() + refused.get() < messages && System.nanoTime() < patience) {
        Thread.sleep(10);
      }
      cpu = server.usage().cpu().minus(cpu);
      for (Browser browser : idle) {
        browser.close();
      }
    }
    int lost = messages - delays.size();
    return List.of(
        new Figure.Measured(
            "from POST to the model being called, message fsynced, open loop at 100 messages/s",
            "%s (%d messages%s; %.1f ms of server CPU each, until the answer's end)"
                .formatted(
                    delays,
                    delays.size(),
                    lost == 0 ? "" : ", " + lost + " never",
                    cpu.toNanos() / 1e6 / messages),
            "p50 5 ms, p99 20 ms",
            lost == 0 && delays.within(5, 20)));
  }

  private static void send(
      int number, Server server, BlockingQueue<Browser> idle, AtomicInteger refused) {
    try {
      Browser known = idle.poll();
      Browser browser = known == null ? new Browser(server.port()) : known;
      browser.begin("Message " + number + ".");
      idle.add(browser);
    } catch (IOException e) {
      refused.incrementAndGet();
    }
  }

  private static void asked(
      String body, long now, Map<Integer, Long> sent, int warmUp, Delays delays) {
    Matcher matcher = NUMBER.matcher(body);
    if (matcher.find()) {
      int number = Integer.parseInt(matcher.group(1));
      Long due = sent.remove(number);
      if (due != null && number >= warmUp) {
        delays.add(now - due);
      }
    }
  }
}
