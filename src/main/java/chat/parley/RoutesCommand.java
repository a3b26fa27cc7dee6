package chat.parley;

import chat.parley.http.Route;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Prints the site map, from a Parley with nothing in it that is made for that and listens to
/// nobody else.
final class RoutesCommand {
  private final PrintWriter out;

  RoutesCommand(PrintWriter out) {
    this.out = out;
  }

  /// @return the exit code
  int print(Auth auth) {
    List<Route> routes = of(auth);
    String form = "%-7s%-" + (longest(routes) + 2) + "s%s%n";
    for (Route route : routes) {
      String who = route.permission().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      out.printf(
          Locale.ROOT,
          form,
          route.method(),
          route.path(),
          route.events() ? who + ", as events" : who);
    }
    out.flush();
    return 0;
  }

  private static int longest(List<Route> routes) {
    return routes.stream().mapToInt(route -> route.path().length()).max().orElse(0);
  }

  private static List<Route> of(Auth auth) {
    try {
      Path scratch = Files.createTempDirectory("parley-routes");
      try (App app =
          App.start(
              Config.of(scratch, config -> config.auth = auth), List.of(), Clock.systemUTC())) {
        return app.routes();
      } finally {
        delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
