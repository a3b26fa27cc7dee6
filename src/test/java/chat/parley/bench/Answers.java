package chat.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Many answers at once, each with a reader: what a chunk costs on its whole way, and how long it
/// takes. Then one answer alone.
final class Answers {
  private static final int PER_SECOND = 20;
  private static final double LEAST_FRAMES = 19;
  private static final double MICROS_PER_CHUNK = 120;

  private Answers() {}

  /// Many at once.
  static List<Figure> many(Load load) throws Exception {
    int answers = load.of(500, 50);
    try (Upstream upstream = new Upstream(PER_SECOND, Integer.MAX_VALUE, (_, _) -> {});
        Server server = Server.start(load, load.scratch().resolve("answers"), upstream.url());
        Crowd crowd = new Crowd(server.port())) {
      begin(server, crowd, upstream, answers);
      Thread.sleep(Duration.ofSeconds(load.of(15, 5)));
      Window seen = watch(server, crowd, upstream, Duration.ofSeconds(load.of(20, 5)));
      return List.of(seen.cost(answers), seen.delay(answers + " answers", 5, 25));
    }
  }

  /// One, after others have warmed the server up and left.
  static List<Figure> alone(Load load) throws Exception {
    try (Upstream upstream = new Upstream(PER_SECOND, Integer.MAX_VALUE, (_, _) -> {});
        Server server = Server.start(load, load.scratch().resolve("alone"), upstream.url())) {
      try (Crowd others = new Crowd(server.port())) {
        begin(server, others, upstream, load.of(40, 10));
        Thread.sleep(Duration.ofSeconds(load.of(10, 3)));
        upstream.end();
        while (upstream.talking() > 0) {
          Thread.sleep(10);
        }
      }
      upstream.again();
      try (Crowd crowd = new Crowd(server.port())) {
        begin(server, crowd, upstream, 1);
        Thread.sleep(Duration.ofSeconds(2));
        Duration window = Duration.ofSeconds(load.of(15, 5));
        return List.of(watch(server, crowd, upstream, window).delay("one answer alone", 1, 5));
      }
    }
  }

  private static void begin(Server server, Crowd crowd, Upstream upstream, int answers)
      throws IOException, InterruptedException {
    try (Browser browser = new Browser(server.port())) {
      for (int i = 0; i < answers; i++) {
        crowd.open("/sse/" + browser.begin("Question " + i));
      }
    }
    while (upstream.talking() < answers) {
      Thread.sleep(10);
    }
    crowd.await("it began", follower -> follower.stamps() > 0);
  }

  private static Window watch(Server server, Crowd crowd, Upstream upstream, Duration length)
      throws InterruptedException {
    List<Follower> followers = crowd.followers();
    int[] frames = followers.stream().mapToInt(Follower::frames).toArray();
    long sent = upstream.sent();
    Duration cpu = server.usage().cpu();
    crowd.delays();
    long start = System.nanoTime();
    Thread.sleep(length);
    double seconds = (System.nanoTime() - start) / 1e9;
    double[] rates = new double[frames.length];
    for (int i = 0; i < frames.length; i++) {
      rates[i] = (followers.get(i).frames() - frames[i]) / seconds;
    }
    java.util.Arrays.sort(rates);
    return new Window(
        upstream.sent() - sent,
        server.usage().cpu().minus(cpu).toNanos() / 1e3,
        rates[0],
        rates[rates.length / 2],
        seconds,
        crowd.delays());
  }

  private record Window(
      long chunks, double micros, double slowest, double median, double seconds, Delays delays) {

    Figure cost(int answers) {
      double each = micros / chunks;
      return new Figure.Measured(
          "CPU per chunk, provider's socket to reader's, " + answers + " answers at 20 chunks/s",
          String.format(
              Locale.ROOT,
              "%.0f us; frames/s of a reader: least %.1f, median %.1f; %.0f chunks/s sent",
              each,
              slowest,
              median,
              chunks / seconds),
          "120 us, each reader >= 19 frames/s",
          each <= MICROS_PER_CHUNK && slowest >= LEAST_FRAMES);
    }

    Figure delay(String when, double p50, double p99) {
      return new Figure.Measured(
          "delay that a chunk gains on its way, " + when,
          delays + " (" + delays.size() + " chunks)",
          String.format(Locale.ROOT, "p50 %.0f ms, p99 %.0f ms", p50, p99),
          delays.within(p50, p99));
    }
  }
}
