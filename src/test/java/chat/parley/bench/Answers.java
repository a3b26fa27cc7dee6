package chat.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Many answers at once, each with a reader: what a chunk costs on its whole way, how long it
/// takes, and whether all arrive. Beside it, what nginx needs to pass the same chunks on. Then one
/// answer alone.
final class Answers {
  private static final int PER_SECOND = 20;
  private static final double LEAST_FRAMES = 19;
  private static final double MICROS_PER_CHUNK = 120;
  private static final String COST_BUDGET = "120 us, each reader >= 19 frames/s, nothing missing";

  private Answers() {}

  /// Many at once.
  static List<Figure> many(Load load) throws Exception {
    int answers = load.of(500, 50);
    List<Figure> figures = new ArrayList<>();
    try (Upstream upstream = new Upstream(PER_SECOND, Integer.MAX_VALUE, (_, _) -> {})) {
      Run first;
      try (Server server = Server.start(load, load.scratch().resolve("answers"), upstream.url())) {
        first = run(server, upstream, answers, seconds(load, 15), seconds(load, 20));
        figures.add(first.cost());
        figures.add(first.delay(5, 25));
        for (int others : List.of(load.of(100, 10), load.of(1_000, 100))) {
          upstream.again();
          figures.add(run(server, upstream, others, seconds(load, 5), seconds(load, 10)).shown());
        }
      }
      upstream.again();
      figures.add(2, relay(load, upstream, first));
    }
    return figures;
  }

  /// One, after others have warmed the server up and left.
  static List<Figure> alone(Load load) throws Exception {
    try (Upstream upstream = new Upstream(PER_SECOND, Integer.MAX_VALUE, (_, _) -> {});
        Server server = Server.start(load, load.scratch().resolve("alone"), upstream.url())) {
      run(server, upstream, load.of(40, 10), seconds(load, 10), Duration.ofSeconds(1));
      upstream.again();
      Run alone = run(server, upstream, 1, Duration.ofSeconds(2), seconds(load, 15));
      return List.of(alone.delay(1, 5), alone.shown());
    }
  }

  private static Duration seconds(Load load, int full) {
    return Duration.ofSeconds(load.of(full, Math.max(3, full / 4)));
  }

  /// @param run through Parley, to compare with
  private static Figure relay(Load load, Upstream upstream, Run run) throws InterruptedException {
    String what = "the same through nginx (proxy_pass without a buffer), which keeps nothing";
    try {
      Relay.Passed passed =
          Relay.pass(load, upstream, run.answers(), seconds(load, 5), seconds(load, 10));
      return new Figure.Shown(
          what,
          String.format(
              Locale.ROOT,
              "%.0f us a chunk, Parley takes %.1f x as much; delay %s; %s; %s",
              passed.window().perChunk(),
              run.window().perChunk() / passed.window().perChunk(),
              passed.window().delays(),
              passed.window().pace("chunks"),
              passed.arrivals()),
          "the yardstick");
    } catch (IOException e) {
      return new Figure.None(what, String.valueOf(e.getMessage()), "none; the yardstick");
    }
  }

  private record Run(int answers, Window window, Arrivals arrivals) {
    Figure cost() {
      return new Figure.Measured(
          "CPU per chunk, provider's socket to reader's, " + relayed(),
          costs(),
          COST_BUDGET,
          window.perChunk() <= MICROS_PER_CHUNK
              && window.least() >= LEAST_FRAMES
              && arrivals.complete());
    }

    Figure delay(double p50, double p99) {
      return new Figure.Measured(
          "delay that a chunk gains on its way, " + relayed(),
          window.delays() + " (" + window.delays().size() + " chunks)",
          String.format(Locale.ROOT, "p50 %.0f ms, p99 %.0f ms", p50, p99),
          window.delays().within(p50, p99));
    }

    Figure shown() {
      return new Figure.Shown(
          "CPU per chunk and its delay, " + relayed(),
          costs() + "; delay " + window.delays(),
          "500 answers have one, and the delay of one answer");
    }

    private String costs() {
      return String.format(
          Locale.ROOT, "%.0f us; %s; %s", window.perChunk(), window.pace("frames"), arrivals);
    }

    private String relayed() {
      return "%,d answer%s at 20 chunks/s".formatted(answers, answers == 1 ? "" : "s");
    }
  }

  private static Run run(
      Server server, Upstream upstream, int answers, Duration warm, Duration length)
      throws IOException, InterruptedException {
    try (Crowd crowd = new Crowd(server.port())) {
      // They begin together: the last one would take long to open among all others.
      upstream.hold();
      try (Browser browser = new Browser(server.port())) {
        for (int i = 0; i < answers; i++) {
          crowd.open("/sse/" + browser.begin("Question " + i));
        }
      }
      while (upstream.talking() < answers) {
        Thread.sleep(10);
      }
      upstream.release();
      crowd.await("it began", follower -> follower.stamps() > 0);
      Thread.sleep(warm);
      Window window = Window.watch(server.usage(), crowd, upstream, Follower::frames, length);
      return new Run(answers, window, Arrivals.end(upstream, crowd));
    }
  }
}
