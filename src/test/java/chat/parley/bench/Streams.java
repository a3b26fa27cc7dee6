package chat.parley.bench;

import chat.parley.support.OldChats;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Thousands of open streams while nobody types; then all of them come back at once.
final class Streams {
  /// What nginx with nchan takes for a subscriber on the machine that the budgets were set on.
  private static final double NCHAN = 9.7 * 1024;

  private static final double RATIO = 1.25;
  private static final double SECONDS = 5;
  private static final String HELD = "2.2.0.0.0";

  private Streams() {}

  static List<Figure> measure(Load load) throws IOException, SQLException, InterruptedException {
    int streams = load.of(10_000, 1_000);
    // Past the first heartbeats.
    Duration open = Duration.ofSeconds(load.of(20, 5));
    Path data = load.scratch().resolve("streams");
    Server.start(load, data).close();
    try (OldChats archive = new OldChats(data)) {
      for (int i = 0; i < streams; i++) {
        archive.add(id(i), 2);
      }
    }
    Grown grown;
    Figure reconnecting;
    try (Server server = Server.start(load, data)) {
      grown = grow(load, server, streams, open);
      // It notices at its next heartbeat that they have left. They come back to one that has room
      // for them, as after a restart.
      while (server.usage().openFiles() > streams / 10 + 200) {
        Thread.sleep(100);
      }
      reconnecting = reconnect(server, streams);
    }
    return List.of(beside(grown, load, streams, open), reconnecting);
  }

  /// By how many bytes memory grew with all streams.
  ///
  /// @param collected resident memory, after a full collection
  /// @param running resident memory, as it was before that
  /// @param live what the heap holds
  /// @param from resident memory before, in all
  private record Grown(long collected, long running, long live, long from) {}

  private static Grown grow(Load load, Server server, int streams, Duration open)
      throws IOException, InterruptedException {
    // What the first streams make the program load is no stream's own.
    try (Crowd first = new Crowd(server.port())) {
      open(first, first(streams), HELD);
      first.await("hello", Follower::greeted);
    }
    Thread.sleep(Duration.ofSeconds(3));
    long running = server.usage().resident();
    long live = server.collect(load);
    long collected = server.usage().resident();
    try (Crowd crowd = new Crowd(server.port())) {
      open(crowd, streams, HELD);
      crowd.await("hello", Follower::greeted);
      Thread.sleep(open);
      long runningThen = server.usage().resident();
      long liveThen = server.collect(load);
      long collectedThen = server.usage().resident();
      return new Grown(
          collectedThen - collected, runningThen - running, liveThen - live, collected);
    }
  }

  private static Figure beside(Grown grown, Load load, int streams, Duration open)
      throws InterruptedException {
    double nchan = NCHAN;
    String which = "nchan's 9.7 KB (of another run: ";
    try {
      nchan =
          (double)
                  Nchan.grown(
                      load,
                      crowd -> open(crowd, first(streams), HELD),
                      crowd -> open(crowd, streams, HELD),
                      open)
              / streams;
      which = String.format(Locale.ROOT, "nchan's %.1f KB (", nchan / 1024);
    } catch (IOException e) {
      which += e.getMessage() + "; ";
    }
    double each = (double) grown.collected() / streams;
    return new Figure.Measured(
        "memory per open stream while nobody types, RSS grown / %,d streams, after a full collection"
            .formatted(streams),
        String.format(
            Locale.ROOT,
            "%.1f KB = %.2f x %sbefore the collection %.1f KB, live heap %.1f KB; from %.0f MB)",
            each / 1024,
            each / nchan,
            which,
            grown.running() / 1024.0 / streams,
            grown.live() / 1024.0 / streams,
            grown.from() / 1e6),
        "1.25 x nchan",
        each <= RATIO * nchan);
  }

  private static Figure reconnect(Server server, int streams)
      throws IOException, InterruptedException {
    try (Crowd crowd = new Crowd(server.port())) {
      // They have the question, and missed the answer's end.
      long start = System.nanoTime();
      Duration before = server.usage().cpu();
      open(crowd, streams, "1.2.0.0.0");
      crowd.await("it caught up", follower -> follower.id().startsWith("2.2."));
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = server.usage().cpu().minus(before).toNanos() / 1e6 / streams;
      return new Figure.Measured(
          "%,d readers reconnecting at once, all caught up".formatted(streams),
          String.format(Locale.ROOT, "%.1f s, %.2f ms of the server's CPU each", seconds, cpu),
          "5 s",
          seconds <= SECONDS);
    }
  }

  private static int first(int streams) {
    return Math.min(200, streams);
  }

  private static void open(Crowd crowd, int streams, String position) {
    IntStream.range(0, streams).forEach(i -> crowd.open("/sse/" + id(i) + "?after=" + position));
  }

  private static String id(int number) {
    return "00000000-0000-7000-8000-%012d".formatted(number);
  }
}
