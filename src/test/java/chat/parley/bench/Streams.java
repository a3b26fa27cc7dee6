package chat.parley.bench;

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

  private Streams() {}

  static List<Figure> measure(Load load) throws IOException, SQLException, InterruptedException {
    int streams = load.of(10_000, 1_000);
    Path data = load.scratch().resolve("streams");
    try (Archive archive = new Archive(load, data)) {
      for (int i = 0; i < streams; i++) {
        archive.add(id(i), 2);
      }
    }
    try (Server server = Server.start(load, data)) {
      // What the first streams make the program load is no stream's own.
      try (Crowd first = new Crowd(server.port())) {
        open(first, Math.min(200, streams), "2.2.0.0.0");
        first.await("hello", Follower::greeted);
      }
      Thread.sleep(Duration.ofSeconds(3));
      long before = server.resident();
      double grown;
      try (Crowd crowd = new Crowd(server.port())) {
        open(crowd, streams, "2.2.0.0.0");
        crowd.await("hello", Follower::greeted);
        // Past the first heartbeats.
        Thread.sleep(Duration.ofSeconds(load.of(20, 5)));
        grown = (double) (server.resident() - before) / streams;
      }
      // It notices at its next heartbeat that they have left. They come back to one that has room
      // for
      // them, as after a restart.
      while (server.openFiles() > streams / 10 + 200) {
        Thread.sleep(100);
      }
      double seconds;
      double cpu;
      try (Crowd crowd = new Crowd(server.port())) {
        // They have the question, and missed the answer's end.
        long start = System.nanoTime();
        Duration cpuBefore = server.cpu();
        open(crowd, streams, "1.2.0.0.0");
        crowd.await("it caught up", follower -> follower.id().startsWith("2.2."));
        seconds = (System.nanoTime() - start) / 1e9;
        cpu = server.cpu().minus(cpuBefore).toNanos() / 1e6 / streams;
      }
      return List.of(
          new Figure.Measured(
              "memory per open stream while nobody types, RSS grown / %,d streams"
                  .formatted(streams),
              String.format(
                  Locale.ROOT,
                  "%.1f KB = %.2f x nchan's 9.7 KB (from %.0f MB)",
                  grown / 1024,
                  grown / NCHAN,
                  before / 1e6),
              "1.25 x nchan",
              grown <= RATIO * NCHAN),
          new Figure.Measured(
              "%,d readers reconnecting at once, all caught up".formatted(streams),
              String.format(Locale.ROOT, "%.1f s, %.2f ms of the server's CPU each", seconds, cpu),
              "5 s",
              seconds <= SECONDS));
    }
  }

  private static void open(Crowd crowd, int streams, String position) {
    IntStream.range(0, streams).forEach(i -> crowd.open("/sse/" + id(i) + "?after=" + position));
  }

  private static String id(int number) {
    return "00000000-0000-7000-8000-%012d".formatted(number);
  }
}
