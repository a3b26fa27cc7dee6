package chat.parley.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// How long it takes from the command to the first page, and the memory used then.
final class Starts {
  private static final double MILLIS = 700;
  private static final double MEGABYTES = 150;

  private Starts() {}

  static List<Figure> measure(Load load) throws IOException {
    Path data = load.scratch().resolve("start");
    double first = start(load, data, new Delays());
    Delays starts = new Delays();
    Delays fresh = new Delays();
    double memory = 0;
    for (int i = 0; i < load.of(9, 3); i++) {
      memory = Math.max(memory, start(load, data, starts));
      start(load, load.scratch().resolve("start-" + i), fresh);
    }
    return List.of(
        new Figure.Measured(
            "from exec bin/parley to the first page served, and resident memory then",
            String.format(
                Locale.ROOT,
                "%.0f ms (median of %d; %.0f with a new data directory); %.0f MB (%.0f with a new one)",
                starts.percentile(0.5),
                starts.size(),
                fresh.percentile(0.5),
                memory,
                first),
            "700 ms, 150 MB",
            starts.percentile(0.5) <= MILLIS && memory <= MEGABYTES));
  }

  /// @return resident memory after the first page, in MB
  private static double start(Load load, Path data, Delays starts) throws IOException {
    long begin = System.nanoTime();
    try (Server server = Server.start(load, data);
        Browser browser = new Browser(server.port())) {
      int status = browser.get("/").status();
      starts.add(System.nanoTime() - begin);
      if (status != 200) {
        throw new IOException("the first page came with " + status);
      }
      return server.usage().resident() / 1e6;
    }
  }
}
