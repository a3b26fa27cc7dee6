package chat.parley.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/// Renders nasty texts by seed for some minutes, and looks for those that cost more than their
/// length allows: `Fuzz <target> [minutes] [seed]`.
final class Fuzz {
  private static final int[] SIZES = {2_000, 8_000, 30_000};
  private static final int SHOWN = 10;

  private final Path target;
  private final long seed;
  private final Random random;
  private final List<Seen> worst = new ArrayList<>();
  private int tried;
  private int faults;

  private Fuzz(Path target, long seed) {
    this.target = target;
    this.seed = seed;
    random = new Random(seed);
  }

  private record Seen(double ratio, String name) {}

  public static void main(String[] arguments) throws IOException {
    double minutes = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 5;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
    Fuzz fuzz = new Fuzz(Path.of(arguments[0]), seed);
    System.out.printf("Seed %d, %.1f minutes%n", seed, minutes);
    fuzz.run(Duration.ofMillis((long) (minutes * 60_000)));
    System.exit(fuzz.report());
  }

  private void run(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    List<Nasty> known = Nasty.all();
    while (System.nanoTime() < end) {
      Nasty nasty = tried < known.size() ? known.get(tried) : Nasty.any(random);
      int n = SIZES[random.nextInt(SIZES.length)];
      for (Rendering rendering : Rendering.values()) {
        judge(nasty, n, rendering);
      }
      tried++;
    }
  }

  private void judge(Nasty nasty, int n, Rendering rendering) throws IOException {
    String name = rendering + " " + n + " " + nasty;
    Judge.Verdict verdict;
    try {
      verdict = Judge.of(nasty, n, rendering, seed + tried);
    } catch (RuntimeException | StackOverflowError thrown) {
      found(nasty, n, name + " threw " + thrown);
      return;
    }
    worst.add(new Seen(verdict.worst(), name));
    if (worst.size() > 50 * SHOWN) {
      keepWorst();
    }
    if (verdict.fault().isPresent()) {
      found(nasty, n, rendering + " " + n + " " + verdict.fault().get());
    }
  }

  private void keepWorst() {
    worst.sort(Comparator.comparingDouble(Seen::ratio).reversed());
    worst.subList(Math.min(SHOWN, worst.size()), worst.size()).clear();
  }

  private void found(Nasty nasty, int n, String what) throws IOException {
    Path kept = target.resolve("fuzz-%d-%d.txt".formatted(seed, ++faults));
    Files.writeString(kept, nasty.text().apply(4 * n));
    System.out.println("FOUND " + what + "\n  kept in " + kept);
  }

  private int report() {
    keepWorst();
    System.out.printf(
        "%n%,d texts, whole and growing; the worst ratios for four times the text:%n", tried);
    worst.forEach(seen -> System.out.printf("%5.2f  %s%n", seen.ratio(), seen.name()));
    System.out.println(faults == 0 ? "Nothing found." : faults + " found.");
    return faults == 0 ? 0 : 1;
  }
}
