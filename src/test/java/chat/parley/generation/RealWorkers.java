package chat.parley.generation;

import chat.parley.database.Database;
import chat.parley.generation.AnswerStore.Segment;
import chat.parley.generation.AnswerStore.TokenCounts;
import chat.parley.usage.UsageRecorder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The workers of two processes, played by a test, with a real queue, leases and recovery.
final class RealWorkers {
  private final Database database;
  private final Handle rows;
  private final Clock clock;
  private final AnswerStore answers;
  private final Transcript transcript;
  private final List<Worker> workers = new ArrayList<>();
  private final Set<Worker> live = new LinkedHashSet<>();
  private final Node[] nodes = new Node[2];

  RealWorkers(Database database, Handle rows, Clock clock) {
    this.database = database;
    this.rows = rows;
    this.clock = clock;
    answers =
        new AnswerStore(
            database,
            new Generations(database, new UsageRecorder((_, _) -> Optional.empty(), clock), clock),
            clock);
    transcript = new Transcript(database);
    nodes[0] = new Node(0, 1, QueueTimings.SHIPPED.lease());
    nodes[1] = new Node(1, 1, QueueTimings.SHIPPED.lease());
  }

  Recovery recovery(String name, Duration lease, LongSupplier nanoTime) {
    return new Recovery(
        database,
        new Generations(database, new UsageRecorder((_, _) -> Optional.empty(), clock), clock),
        new Leases(name, lease, nanoTime),
        provider -> provider.equals("continues"));
  }

  /// One that takes answers, and looks after those that others took.
  private final class Node {
    final int number;
    final int incarnation;
    final Recovery recovery;
    final Queue queue;
    long nanos;

    Node(int number, int incarnation, Duration lease) {
      this.number = number;
      this.incarnation = incarnation;
      queue = new Queue(database, Life.LIMITS, name(), clock);
      recovery = recovery(name(), lease, () -> nanos);
    }

    String name() {
      return String.valueOf("ab".charAt(number)) + incarnation;
    }

    Set<Long> writing() {
      return live.stream()
          .filter(worker -> worker.process.equals(name()))
          .map(worker -> worker.claim.id())
          .collect(Collectors.toSet());
    }
  }

  /// What the real one knows of the answer that it writes.
  static final class Worker {
    final Claim claim;
    final String process;
    String text;
    String reasoning;
    boolean begun;

    Worker(Claim claim, String process, Generations.Written before) {
      this.claim = claim;
      this.process = process;
      text = before.text();
      reasoning = before.reasoning();
      begun = !text.isEmpty();
    }
  }

  String claim(int number) {
    Node node = nodes[number];
    List<String> claimed = new ArrayList<>();
    for (Claim claim : node.queue.claim()) {
      claimed.add(Life.of(claim.conversation().value(), claim.message()));
      Worker worker = new Worker(claim, node.name(), entry(claim).written());
      workers.add(worker);
      live.add(worker);
    }
    return claimed.toString();
  }

  private Transcript.TranscriptEntry entry(Claim claim) {
    return transcript.message(claim.account(), claim.conversation(), claim.message()).orElseThrow();
  }

  String append(@Nullable Worker worker, String text, String reasoning) {
    if (worker == null || (text + reasoning).isEmpty()) {
      return "";
    }
    boolean begins = !worker.begun && !text.isEmpty();
    worker.begun |= begins;
    if (!answers.append(List.of(new Segment(worker.claim, text, reasoning, begins)))[0]) {
      return "refused";
    }
    worker.text += text;
    worker.reasoning += reasoning;
    return "written";
  }

  String finish(@Nullable Worker worker, Deed.How how, String rest) {
    if (worker == null) {
      return "";
    }
    live.remove(worker);
    return answers.finish(
            worker.claim, how.outcome(), worker.text + rest, worker.reasoning, TokenCounts.UNKNOWN)
        ? "ended"
        : "refused";
  }

  String leave(@Nullable Worker worker, String rest) {
    if (worker == null || !live.remove(worker)) {
      return "";
    }
    String told = append(worker, rest, "");
    answers.leave(worker.claim);
    return told;
  }

  String watch(int process, boolean othersRenew) {
    Node watcher = nodes[process];
    Set<Long> recovered = new TreeSet<>();
    for (int look = 0; look < 5; look++) {
      if (othersRenew) {
        nodes[1 - process].queue.renew();
      }
      recovered.addAll(recovered(watcher));
      watcher.nanos += TimeUnit.SECONDS.toNanos(3);
    }
    return names(recovered);
  }

  private static List<Long> recovered(Node node) {
    return node.recovery.recover(node.writing()).stream().map(Recovery.Orphan::id).toList();
  }

  String renew(int process) {
    return names(nodes[process].queue.renew().stream().map(Queue.StopRequest::id).toList());
  }

  String restart() {
    crash(0, Duration.ZERO);
    crash(1, QueueTimings.SHIPPED.lease());
    String recovered = names(recovered(nodes[0]));
    nodes[0] = new Node(0, nodes[0].incarnation, QueueTimings.SHIPPED.lease());
    return recovered;
  }

  void drop(@Nullable Worker worker) {
    live.remove(worker);
  }

  void leaveOut(@Nullable Worker worker, int messages) {
    if (worker != null) {
      answers.leftOut(worker.claim, messages);
    }
  }

  void crash(int process) {
    crash(process, QueueTimings.SHIPPED.lease());
  }

  private void crash(int process, Duration lease) {
    live.removeIf(worker -> worker.process.equals(nodes[process].name()));
    nodes[process] = new Node(process, nodes[process].incarnation + 1, lease);
  }

  @Nullable Worker worker(int pick) {
    return workers.isEmpty() ? null : workers.get(workers.size() - 1 - pick % workers.size());
  }

  private String names(Collection<Long> generations) {
    Set<String> names = new TreeSet<>();
    for (long id : generations) {
      names.add(LifeRows.name(rows, id));
    }
    return names.toString();
  }
}
