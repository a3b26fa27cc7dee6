package chat.parley.model;

import chat.parley.provider.EgressPolicy;
import chat.parley.provider.LocalServer;
import chat.parley.provider.LocalServer.Software;
import chat.parley.provider.ServerProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The servers of models on this computer, found at the ports where they usually are. Asks nobody
/// but the loopback addresses, and never Parley itself.
///
/// Pages may ask for them at any time: they get at once what was found last, and what is some
/// seconds old is looked at again in the background.
public final class LocalServers implements AutoCloseable {

  /// Where a server of models usually is.
  public record LocalServerAddress(Software software, int port) {}

  /// The ports of a fresh installation.
  public static final List<LocalServerAddress> USUAL =
      List.of(
          new LocalServerAddress(Software.OLLAMA, 11434),
          new LocalServerAddress(Software.LM_STUDIO, 1234),
          new LocalServerAddress(Software.LLAMA_CPP, 8080),
          new LocalServerAddress(Software.VLLM, 8000));

  /// How long what was found is taken for new.
  static final Duration FRESH = Duration.ofSeconds(10);

  /// How long each of them may take to answer.
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /// In the order of preference, where a server has both.
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]");

  private final List<LocalServerAddress> addresses;
  private final InstantSource clock;
  private final ThreadFactory threads;
  private final EgressPolicy egress;
  private final Duration patience;

  private final Object lock = new Object();
  private List<LocalServer> found = List.of();
  private @Nullable Instant askedAt;
  private @Nullable Thread asking;
  private @Nullable ServerProbe probe;
  private boolean closed;

  /// @param own whether this Parley listens on a port
  /// @param threads makes the threads that ask; virtual ones do
  LocalServers(
      List<LocalServerAddress> addresses,
      IntPredicate own,
      InstantSource clock,
      ThreadFactory threads) {
    this(addresses, own, clock, threads, PATIENCE);
  }

  LocalServers(
      List<LocalServerAddress> addresses,
      IntPredicate own,
      InstantSource clock,
      ThreadFactory threads,
      Duration patience) {
    this.addresses = List.copyOf(addresses);
    this.egress = EgressPolicy.anywhere().butNotTo(own);
    this.clock = clock;
    this.threads = threads;
    this.patience = patience;
  }

  /// Those that were found last, in the order of the addresses; never waits.
  List<LocalServer> known() {
    synchronized (lock) {
      if (asking == null && !closed && isOld()) {
        askedAt = clock.instant();
        asking = threads.newThread(this::look);
        asking.start();
      }
      return found;
    }
  }

  /// Ends the asking.
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (asking != null) {
        asking.interrupt();
      }
      if (probe != null) {
        probe.close();
      }
    }
  }

  private boolean isOld() {
    Instant now = clock.instant();
    // A clock that was set back must not keep it for as long as that.
    return askedAt == null || now.isBefore(askedAt) || !now.isBefore(askedAt.plus(FRESH));
  }

  /// Made when it is needed: who never looks does not pay for it.
  private ServerProbe probe() throws InterruptedException {
    synchronized (lock) {
      if (closed) {
        throw new InterruptedException();
      }
      if (probe == null) {
        probe = new ServerProbe(egress, patience, clock);
      }
      return probe;
    }
  }

  private void look() {
    Optional<List<LocalServer>> seen = Optional.empty();
    try {
      seen = Optional.of(askAll());
    } catch (InterruptedException e) {
      // Parley is being closed.
      Thread.currentThread().interrupt();
    } finally {
      synchronized (lock) {
        found = seen.orElse(found);
        asking = null;
      }
    }
  }

  /// All at once, so that one that does not answer holds nobody up for longer than its own time.
  private List<LocalServer> askAll() throws InterruptedException {
    ServerProbe asker = probe();
    List<Callable<Optional<LocalServer>>> questions = new ArrayList<>();
    for (LocalServerAddress place : addresses) {
      for (String address : LOOPBACK) {
        questions.add(() -> asker.ask("http://" + address + ":" + place.port(), place.software()));
      }
    }
    List<LocalServer> found = new ArrayList<>();
    try (ExecutorService all = Executors.newThreadPerTaskExecutor(threads)) {
      List<Future<Optional<LocalServer>>> answers = all.invokeAll(questions);
      for (int i = 0; i < answers.size(); i += LOOPBACK.size()) {
        firstOf(answers.subList(i, i + LOOPBACK.size())).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  private static Optional<LocalServer> firstOf(List<Future<Optional<LocalServer>>> answers)
      throws InterruptedException {
    for (Future<Optional<LocalServer>> answer : answers) {
      try {
        if (answer.get().isPresent()) {
          return answer.get();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("A local server could not be asked", e.getCause());
      }
    }
    return Optional.empty();
  }
}
