package chat.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One answer before one reader, a hundred, and thousands: what a frame costs, and whether the many
/// wait longer than the one.
final class OneAnswer {
  private static final int PER_SECOND = 20;

  private OneAnswer() {}

  static List<Figure> measure(Load load) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (Upstream upstream = new Upstream(PER_SECOND, Integer.MAX_VALUE, (_, _) -> {});
        Server server = Server.start(load, load.scratch().resolve("crowd"), upstream.url())) {
      // The first ones warm the server up: a single reader would pay for that.
      for (int readers : List.of(100, 1, load.of(5_000, 500))) {
        upstream.again();
        figures.add(before(readers, server, upstream, Duration.ofSeconds(load.of(10, 4))));
      }
    }
    return figures;
  }

  private static Figure before(int readers, Server server, Upstream upstream, Duration length)
      throws IOException, InterruptedException {
    try (Crowd crowd = new Crowd(server.port())) {
      String chat;
      try (Browser browser = new Browser(server.port())) {
        chat = browser.begin("A question");
      }
      for (int i = 0; i < readers; i++) {
        crowd.open("/sse/" + chat);
      }
      crowd.await("it began", follower -> follower.stamps() > 0);
      Thread.sleep(Duration.ofSeconds(3));
      Window window = Window.watch(server.usage(), crowd, upstream, Follower::frames, length);
      Arrivals arrivals = Arrivals.end(upstream, crowd);
      return new Figure.Shown(
          "one answer at 20 chunks/s before %,d reader%s"
              .formatted(readers, readers == 1 ? "" : "s"),
          String.format(
              Locale.ROOT,
              "%.1f us of the server's CPU a frame; %s; delay %s; %s",
              window.perNews(),
              window.pace("frames"),
              window.delays(),
              arrivals),
          "the row frames has one");
    }
  }
}
