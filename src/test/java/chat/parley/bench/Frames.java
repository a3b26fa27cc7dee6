package chat.parley.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// One answer before many readers: what a frame costs the server, in proportion to a C program that
/// does nothing but the same writes.
final class Frames {
  private static final String WHAT =
      "server CPU per delivered frame / a bare epoll C loop doing the same writes";
  private static final String BUDGET = "2 x";
  private static final double RATIO = 2;
  private static final int PER_SECOND = 10;

  private Frames() {}

  static List<Figure> measure(Load load) throws Exception {
    int readers = load.of(1_000, 200);
    int seconds = load.of(15, 5);
    double micros;
    int size;
    try (Upstream upstream = new Upstream(PER_SECOND, Integer.MAX_VALUE, (_, _) -> {});
        Server server = Server.start(load, load.scratch().resolve("frames"), upstream.url());
        Crowd crowd = new Crowd(server.port())) {
      String chat;
      try (Browser browser = new Browser(server.port())) {
        chat = browser.begin("A question");
      }
      for (int i = 0; i < readers; i++) {
        crowd.open("/sse/" + chat);
      }
      crowd.await("it began", follower -> follower.stamps() > 0);
      Thread.sleep(Duration.ofSeconds(seconds));
      long frames = frames(crowd);
      long bytes = crowd.bytes();
      Duration cpu = server.usage().cpu();
      Thread.sleep(Duration.ofSeconds(seconds));
      frames = frames(crowd) - frames;
      micros = server.usage().cpu().minus(cpu).toNanos() / 1e3 / frames;
      size = (int) ((crowd.bytes() - bytes) / frames);
    }
    Optional<Path> compiled = compiled(load);
    if (compiled.isEmpty()) {
      return List.of(
          new Figure.None(
              WHAT,
              String.format(Locale.ROOT, "%.1f us, but no C compiler to compare with", micros),
              BUDGET));
    }
    double bare = bare(compiled.get(), readers, size, seconds);
    return List.of(
        new Figure.Measured(
            WHAT,
            String.format(
                Locale.ROOT,
                "%.2f x: %.1f us / %.1f us (%,d readers, %d frames/s each, %d bytes a frame)",
                micros / bare,
                micros,
                bare,
                readers,
                PER_SECOND,
                size),
            BUDGET,
            micros / bare <= RATIO));
  }

  private static long frames(Crowd crowd) {
    return crowd.followers().stream().mapToLong(Follower::frames).sum();
  }

  private static Optional<Path> compiled(Load load) throws IOException, InterruptedException {
    for (String compiler : List.of("cc", "gcc", "clang")) {
      boolean present =
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(directory -> Path.of(directory, compiler).toFile().canExecute());
      Path program = load.scratch().resolve("epoll");
      String source = load.root().resolve("src/test/c/epoll.c").toString();
      if (present
          && new ProcessBuilder(compiler, "-O2", "-o", program.toString(), source).start().waitFor()
              == 0) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  private static double bare(Path program, int readers, int size, int seconds)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(program.toString()),
                        Stream.of(readers, size, PER_SECOND, seconds).map(String::valueOf))
                    .toList())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BufferedReader said = process.inputReader();
    try (Crowd crowd = new Crowd(Integer.parseInt(said.readLine()))) {
      for (int i = 0; i < readers; i++) {
        crowd.open("/");
      }
      String[] figures = said.readLine().split(" ");
      return Double.parseDouble(figures[1]) / Double.parseDouble(figures[0]);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
