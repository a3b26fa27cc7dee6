package chat.parley.siege;

import chat.parley.siege.Probe.Reading;
import chat.parley.support.ParleyProcess;
import chat.parley.support.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// One run: each attack by itself for a while, then all at once. The exit code is 1 where `/up`
/// took longer than promised, an answer was lost, or the process ended.
public final class Siege {
  /// With the collector and the end that `bin/parley` gives it, also where a test starts its
  /// classes.
  private static final List<String> LITTLE_MEMORY =
      List.of(
          "-Xmx400m",
          "-XX:-UseSerialGC",
          "-XX:+UseG1GC",
          "-XX:TieredStopAtLevel=4",
          "-XX:+ExitOnOutOfMemoryError");

  private static final int PEOPLE = 3;

  /// Of the time, for all attacks one after the other; the rest is for all at once.
  private static final double ALONE = 0.4;

  /// How much longer than planned it may take before it is ended.
  private static final Duration SLACK = Duration.ofMinutes(3);

  private final Duration time;
  private final long seed;
  private final Map<Attack, Tally> tallies = new ConcurrentHashMap<>();
  private final Map<Attack, List<Reading>> alone = new EnumMap<>(Attack.class);
  private final List<Chatter> people = new ArrayList<>();

  private Siege(Duration time, long seed) {
    this.time = time;
    this.seed = seed;
  }

  /// @param arguments a directory for what is written, then minutes, then a seed
  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createTempDirectory(Path.of(arguments[0]), "siege");
    double minutes = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 5;
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime() % 1_000_000;
    System.out.printf(Locale.ROOT, "bin/siege %s %d, in %s%n", minutes, seed, scratch);
    Siege siege = new Siege(Duration.ofMillis((long) (minutes * 60_000)), seed);
    Thread.ofPlatform().daemon().name("limit").start(siege::endSomeTime);
    boolean held = siege.run(scratch);
    if (held) {
      remove(scratch);
    }
    System.exit(held ? 0 : 1);
  }

  private void endSomeTime() {
    try {
      Thread.sleep(time.plus(SLACK));
    } catch (InterruptedException e) {
      return;
    }
    System.out.println("STUCK: it has not come to its end");
    System.exit(1);
  }

  private boolean run(Path scratch) throws IOException, InterruptedException {
    try (ScriptedUpstream upstream = HostileModels.start();
        ParleyProcess parley =
            ParleyProcess.startWithAccounts(
                LITTLE_MEMORY,
                scratch.resolve("data"),
                upstream.url(),
                "--trusted-proxy",
                "127.0.0.1",
                "--storage-per-account",
                "50")) {
      Caller owner = Caller.owner(parley.address(), parley.setUpCode());
      Field field =
          new Field(
              parley.address(),
              owner,
              owner.invites("mallory", "198.51.100.1"),
              owner.invites("trudy", "198.51.100.2"));
      long end = System.nanoTime() + time.toNanos();
      for (int i = 0; i < PEOPLE; i++) {
        people.add(
            new Chatter(
                "person" + i,
                owner.invites("person" + i, "203.0.113." + (10 + i)),
                () -> System.nanoTime() < end));
      }
      List<Thread> chatting =
          people.stream().map(one -> Thread.ofVirtual().name("person").start(one)).toList();
      List<Reading> all;
      List<Reading> together;
      try (Probe probe = new Probe(parley.address())) {
        long from = System.nanoTime();
        for (Attack attack : Attack.values()) {
          long begun = System.nanoTime();
          long until = begun + (long) (time.toNanos() * ALONE / Attack.values().length);
          attack(List.of(attack), field, () -> System.nanoTime() < until && parley.isAlive());
          alone.put(attack, probe.between(begun, System.nanoTime()));
        }
        long begun = System.nanoTime();
        attack(List.of(Attack.values()), field, () -> System.nanoTime() < end && parley.isAlive());
        together = probe.between(begun, System.nanoTime());
        for (Thread one : chatting) {
          one.join();
        }
        all = probe.between(from, System.nanoTime());
      }
      return conclude(all, together, parley.isAlive());
    }
  }

  private void attack(List<Attack> attacks, Field field, BooleanSupplier goesOn)
      throws InterruptedException {
    List<Thread> striking = new ArrayList<>();
    for (Attack attack : attacks) {
      striking.add(
          Thread.ofPlatform().name("attack-" + attack).start(() -> strike(attack, field, goesOn)));
    }
    for (Thread one : striking) {
      one.join();
    }
  }

  /// What fails for the attacker is no failure of the attacked: it is tried again.
  private void strike(Attack attack, Field field, BooleanSupplier goesOn) {
    Random random = new Random(seed * 31 + attack.name().hashCode());
    Tally tally = tallies.computeIfAbsent(attack, _ -> new Tally());
    while (goesOn.getAsBoolean()) {
      try {
        attack.strike(field, random, tally, goesOn);
      } catch (IOException e) {
        tally.count("no answer");
      } catch (Exception e) {
        tally.count(e.getClass().getSimpleName());
      }
    }
  }

  private boolean conclude(List<Reading> all, List<Reading> together, boolean alive) {
    System.out.printf(
        "%n%-19s %8s %8s %8s  %s%n", "attack", "/up p50", "worst", "control", "came of it");
    alone.forEach((attack, readings) -> row(attack.name(), readings, "" + tallies.get(attack)));
    row("ALL AT ONCE", together, "");
    for (Attack attack : Attack.values()) {
      System.out.println(attack + ": " + attack.what());
    }
    int whole = people.stream().mapToInt(Chatter::whole).sum();
    int refused = people.stream().mapToInt(Chatter::refused).sum();
    List<String> lost = people.stream().flatMap(one -> one.lost().stream()).toList();
    lost.forEach(one -> System.out.println("LOST: " + one));
    long broken = all.stream().filter(Reading::isBroken).count();
    System.out.printf(
        Locale.ROOT,
        "%nanswers whole %,d, lost %,d, refused %,d; /up asked %,d times, slower than %d ms by itself %,d times; process %s%n",
        whole,
        lost.size(),
        refused,
        all.size(),
        Probe.PROMISE,
        broken,
        alive ? "alive" : "ENDED");
    boolean held = alive && lost.isEmpty() && broken == 0 && whole > 0;
    System.out.printf("seed %d, %d s: %s%n", seed, time.toSeconds(), held ? "held" : "BROKEN");
    return held;
  }

  private static void row(String name, List<Reading> readings, String remark) {
    long[] up = readings.stream().mapToLong(Reading::up).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-19s %8d %8d %8d  %s%n",
        name.toLowerCase(Locale.ROOT).replace('_', ' '),
        up.length == 0 ? 0 : up[up.length / 2],
        up.length == 0 ? 0 : up[up.length - 1],
        readings.stream().mapToLong(Reading::control).max().orElse(0),
        remark);
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
