package chat.parley.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Prints every budget with its figure, or with the reason why there is none.
final class Bench {
  private static final List<Row> ROWS =
      List.of(
          row("streams", 150, Streams::measure),
          row("frames", 80, Frames::measure),
          row("crowd", 120, OneAnswer::measure),
          row("answers", 180, Answers::many),
          row("alone", 90, Answers::alone),
          row("posts", 100, Posts::measure),
          row("start", 120, Starts::measure),
          row("growth", 60, Growth::measure),
          row("long", 120, LongChat::measure),
          row("browser", 120, LongPage::measure),
          row("pages", 20, Pages::measure),
          row("lighthouse", 180, Lighthouse::measure));

  private Bench() {}

  /// @param arguments the repository, `--quick`, `--patient`, names of rows
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    boolean quick = rest.contains("--quick");
    int patience = rest.contains("--patient") ? 3 : 1;
    List<String> names = rest.stream().filter(argument -> !argument.startsWith("--")).toList();
    List<String> unknown =
        names.stream().filter(name -> ROWS.stream().noneMatch(r -> r.name().equals(name))).toList();
    if (!unknown.isEmpty()) {
      System.err.println(
          "There is no " + unknown + ". There are " + ROWS.stream().map(Row::name).toList());
      System.exit(2);
    }
    Path root = Path.of(arguments[0]);
    Path scratch = Files.createTempDirectory(root.resolve("target"), "bench");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(scratch)));
    System.out.printf(
        Locale.ROOT,
        "Parley's budgets on %d cores that the load generator shares, %s, load average %s%n%n",
        Runtime.getRuntime().availableProcessors(),
        quick ? "QUICK (no figures to quote)" : "full",
        average());
    for (Row row : ROWS) {
      if (names.isEmpty() || names.contains(row.name())) {
        run(row, new Load(root, scratch, quick), patience);
      }
    }
    System.exit(0);
  }

  private static Row row(String name, int seconds, Row.Measuring measuring) {
    return new Row(name, Duration.ofSeconds(seconds), measuring);
  }

  private static void run(Row row, Load load, int patience) throws InterruptedException {
    String before = average();
    long limit = row.limit().toSeconds() * patience;
    long start = System.nanoTime();
    FutureTask<List<Figure>> task = new FutureTask<>(() -> row.measuring().measure(load));
    Thread thread = Thread.ofPlatform().daemon().name(row.name()).start(task);
    List<Figure> figures;
    try {
      figures = task.get(limit, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      thread.join(Duration.ofSeconds(12));
      figures = none(row, "not done within " + limit + " s");
    } catch (ExecutionException e) {
      figures = none(row, String.valueOf(e.getCause()));
      if (load.quick()) {
        e.printStackTrace();
      }
    }
    figures.forEach(Bench::print);
    System.out.printf(
        "        [%s: %d s, load %s -> %s]%n%n",
        row.name(), (System.nanoTime() - start) / 1_000_000_000, before, average());
  }

  private static List<Figure> none(Row row, String reason) {
    return List.of(new Figure.None(row.name(), reason, "see docs/performance.md"));
  }

  private static void print(Figure figure) {
    switch (figure) {
      case Figure.Measured(String what, String text, String budget, boolean met) ->
          System.out.printf(
              "%-7s %s%n        %s%n        budget: %s%n",
              met ? "ok" : "MISSED", what, text, budget);
      case Figure.Shown(String what, String text, String why) ->
          System.out.printf(
              "%-7s %s%n        %s%n        budget: none; %s%n", "shown", what, text, why);
      case Figure.None(String what, String reason, String budget) ->
          System.out.printf(
              "%-7s %s%n        no figure: %s%n        budget: %s%n", "-", what, reason, budget);
    }
  }

  private static String average() {
    return String.format(
        Locale.ROOT, "%.1f", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // Left behind, under target.
    }
  }
}
