package chat.parley.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How long it takes from the command to the first page, and the memory used then.
final class Starts {
  private static final double MILLIS = 700;
  private static final double MEGABYTES = 150;

  /// The last of contradicting options counts.
  private static final Map<String, String> NO_CACHE = Map.of("PARLEY_JAVA_OPTS", "-XX:AOTMode=off");

  private Starts() {}

  static List<Figure> measure(Load load) throws IOException {
    Path data = load.scratch().resolve("start");
    double first = start(load, data, new Delays(), Map.of());
    Delays starts = new Delays();
    Delays fresh = new Delays();
    Delays without = new Delays();
    double memory = 0;
    double memoryWithout = 0;
    for (int i = 0; i < load.of(9, 3); i++) {
      memory = Math.max(memory, start(load, data, starts, Map.of()));
      start(load, load.scratch().resolve("start-" + i), fresh, Map.of());
      memoryWithout = Math.max(memoryWithout, start(load, data, without, NO_CACHE));
    }
    return List.of(
        new Figure.Measured(
            "from exec bin/parley to the first page served, and resident memory then",
            String.format(
                Locale.ROOT,
                "%.0f ms (median of %d; %.0f with a new data directory; %.0f without the AOT cache);"
                    + " %.0f MB (%.0f with a new one; %.0f without the cache)",
                starts.percentile(0.5),
                starts.size(),
                fresh.percentile(0.5),
                without.percentile(0.5),
                memory,
                first,
                memoryWithout),
            "700 ms, 150 MB",
            starts.percentile(0.5) <= MILLIS && memory <= MEGABYTES));
  }

  /// @return resident memory after the first page, in MB
  private static double start(Load load, Path data, Delays starts, Map<String, String> environment)
      throws IOException {
    long begin = System.nanoTime();
    try (Server server = Server.start(load, data, environment);
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
