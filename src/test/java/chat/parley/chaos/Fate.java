package chat.parley.chaos;

import chat.parley.chaos.Ledger.Count;
import chat.parley.support.DataFile;
import chat.parley.support.ParleyProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Random;

/// The clock that kills, stops, drains and restarts the program.
final class Fate {
  /// What a kill waits for: so many answers that are being written.
  static final int IN_FLIGHT = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration CALM = Duration.ofSeconds(6);

  private static final String TAKEN_OVER =
      "select id from generation where state = 'running' and epoch > 1";

  private final Servers servers;
  private final Model model;
  private final Ledger ledger;
  private final Random random;

  Fate(Servers servers, Model model, Ledger ledger, Random random) {
    this.servers = servers;
    this.model = model;
    this.ledger = ledger;
    this.random = random;
  }

  void run(Plan plan) throws IOException, InterruptedException {
    long end = System.nanoTime() + plan.time().toNanos();
    do {
      Iterator<Plan.Act> acts = plan.acts().iterator();
      while (acts.hasNext() && (!plan.repeats() || System.nanoTime() < end)) {
        perform(acts.next(), Math.min(IN_FLIGHT, plan.people() * 2 / 3));
      }
    } while (System.nanoTime() < end);
  }

  private void perform(Plan.Act act, int inFlight) throws IOException, InterruptedException {
    switch (act) {
      case KILL -> {
        awaitWriting(inFlight);
        Thread.sleep(random.nextInt(300));
        awaitWriting(inFlight);
        kill(servers.one());
        servers.start();
      }
      case KILL_ANYWHERE -> {
        Thread.sleep(random.nextInt(1_500));
        kill(servers.one());
        servers.start();
      }
      case PAUSE -> {
        awaitWriting(inFlight);
        ledger.count(Count.PAUSES);
        servers.one().pause();
        Thread.sleep(100 + random.nextInt(2_000));
        servers.one().goOn();
      }
      case DRAIN -> {
        awaitWriting(inFlight);
        ledger.count(Count.DRAINS);
        int exit = servers.stop(servers.one());
        if (exit != 0) {
          ledger.violation(Ledger.Kind.OTHER, "exit code 0", "asked to stop", "" + exit);
        }
        servers.start();
      }
      case TAKEOVER -> takeOver(inFlight);
      case CALM -> Thread.sleep(CALM);
    }
  }

  /// Stands still for longer than its leases; another one takes over; it wakes up and writes on,
  /// which nobody may see. Then both die.
  ///
  /// What is taken over is written slowly, so that both write the same answers at the same time,
  /// and the next process finds what came of it.
  private void takeOver(int inFlight) throws IOException, InterruptedException {
    kill(servers.one());
    ParleyProcess first = servers.startShared("first.log");
    awaitWriting(inFlight);
    servers.pauseBetweenTransactions(first);
    ledger.count(Count.TAKEOVERS);
    model.dawdle(true);
    ParleyProcess second = servers.startShared("second.log");
    awaitTakenOver(inFlight / 2);
    servers.serveAt(first, second);
    first.goOn();
    Thread.sleep(1_000 + random.nextInt(2_000));
    kill(first);
    servers.serveAt(second);
    awaitWriting(inFlight);
    kill(second);
    model.dawdle(false);
    servers.start();
  }

  private void awaitTakenOver(int many) throws InterruptedException {
    DataFile file = new DataFile(servers.data());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (file.rows(TAKEN_OVER).size() < many && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
  }

  private void kill(ParleyProcess parley) throws InterruptedException {
    int writing = model.writing();
    servers.kill(parley);
    ledger.count(Count.KILLS);
    if (ledger.counted(Count.KILLS) % 10 == 0) {
      System.out.printf(
          "%d kills, %d messages accepted%n",
          ledger.counted(Count.KILLS), ledger.accepted().size());
    }
    if (writing >= IN_FLIGHT) {
      ledger.count(Count.KILLS_IN_FLIGHT);
    }
  }

  private void awaitWriting(int many) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (model.writing() < many && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
  }
}
