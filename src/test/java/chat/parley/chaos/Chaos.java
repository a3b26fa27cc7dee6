package chat.parley.chaos;

import chat.parley.chaos.Ledger.Count;
import chat.parley.support.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// One run, and the table at its end. The exit code is 1 where something was lost, doubled, taken
/// back or stuck.
public final class Chaos {
  /// How long people may take to bring what is open to an end, and answers to come to theirs.
  private static final Duration SETTLING = Duration.ofMinutes(3);

  /// The same where something is wrong already: a page that has gone astray may never come to it.
  private static final Duration SETTLING_ASTRAY = Duration.ofSeconds(10);

  /// How long the audit may take, and all that is slower where the machine is busy.
  private static final Duration SLACK = Duration.ofMinutes(15);

  private final Plan plan;
  private final long seed;
  private final Ledger ledger;
  private final List<Person> people = new ArrayList<>();
  private volatile boolean settling;

  private Chaos(Plan plan, long seed) {
    this.plan = plan;
    this.seed = seed;
    this.ledger = new Ledger(seed);
  }

  /// @param arguments a directory for what is written, then the name of a plan or minutes, then a
  ///   seed
  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createTempDirectory(Path.of(arguments[0]), "chaos");
    String plan = arguments.length > 1 ? arguments[1] : "15";
    long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : System.nanoTime() % 1_000_000;
    System.out.printf("bin/chaos %s %d, in %s%n", plan, seed, scratch);
    Chaos chaos = new Chaos(planned(plan, seed), seed);
    Thread.ofPlatform().daemon().name("limit").start(chaos::endSomeTime);
    boolean clean = chaos.run(scratch);
    if (clean) {
      remove(scratch);
    }
    System.exit(clean ? 0 : 1);
  }

  /// Whatever hangs: it does not hang for ever.
  private void endSomeTime() {
    try {
      Thread.sleep(plan.time().plus(SLACK));
    } catch (InterruptedException e) {
      return;
    }
    System.out.println("STUCK: it has not come to its end");
    System.exit(1);
  }

  private static Plan planned(String name, long seed) {
    return switch (name) {
      case "brief" ->
          Plan.once(
              32,
              Plan.Act.KILL,
              Plan.Act.PAUSE,
              Plan.Act.KILL,
              Plan.Act.KILL_ANYWHERE,
              Plan.Act.DRAIN,
              Plan.Act.KILL);
      case "calm" -> Plan.once(12, Plan.Act.CALM);
      case "crowd" -> Plan.crowd();
      case "takeover" -> Plan.once(24, Plan.Act.TAKEOVER);
      default -> Plan.everything(Duration.ofSeconds((long) (60 * Double.parseDouble(name))), seed);
    };
  }

  private boolean run(Path scratch) throws IOException, InterruptedException, ExecutionException {
    long start = System.nanoTime();
    Random random = new Random(seed);
    try (Model model = new Model(ledger, seed);
        Servers servers = new Servers(scratch.resolve("data"), model);
        Readers readers = new Readers(servers, ledger, plan.rest());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.start();
      List<Future<?>> living = new ArrayList<>();
      for (int i = 1; i <= plan.people(); i++) {
        Person person = new Person(i, servers, ledger, new Random(seed * 1_000 + i));
        Random pace = new Random(seed * 1_000 - i);
        people.add(person);
        living.add(threads.submit(() -> live(person, readers, pace)));
      }
      try {
        new Fate(servers, model, ledger, random).run(plan);
        System.out.println("People bring to an end what they have begun.");
      } finally {
        settling = true;
      }
      for (Future<?> one : living) {
        one.get();
      }
      Audit audit = new Audit(servers, model, ledger);
      conclude(audit, servers, readers);
      new Table(
              ledger, audit, servers.startTime(), seed, Duration.ofNanos(System.nanoTime() - start))
          .print();
    }
    return ledger.clean();
  }

  /// The end: nobody writes any more, and what there is is compared, as another process finds it.
  private void conclude(Audit audit, Servers servers, Readers readers) throws InterruptedException {
    long begun = System.nanoTime();
    while (!audit.open().isEmpty() && !isOver(begun)) {
      Thread.sleep(100);
    }
    for (Chat chat : readers.open()) {
      readers.leave(chat);
    }
    ledger.count(Count.CUTS, readers.cuts());
    servers.stop(servers.one());
    servers.start();
    audit.check();
  }

  private boolean isOver(long settlingSince) {
    Duration patience = ledger.clean() ? SETTLING : SETTLING_ASTRAY;
    return System.nanoTime() - settlingSince > patience.toNanos();
  }

  private Void live(Person person, Readers readers, Random pace) throws InterruptedException {
    long begun = 0;
    boolean done = false;
    while (!done) {
      try {
        if (settling) {
          begun = begun == 0 ? System.nanoTime() : begun;
          done = person.settle(readers) || isOver(begun);
        } else {
          person.act(readers);
        }
      } catch (Visitor.Died e) {
        // Once more, when it is there again.
      }
      Thread.sleep(50 + pace.nextInt(150));
    }
    return null;
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
