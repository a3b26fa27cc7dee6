package chat.parley.chaos;

import chat.parley.support.ParleyProcess;
import chat.parley.support.Visitor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/// The processes that serve at present, on one data directory: one, or two at a takeover.
final class Servers implements AutoCloseable {
  private static final String DRAIN_SECONDS = "2";

  private final Path data;
  private final Model model;
  private final List<ParleyProcess> running = new CopyOnWriteArrayList<>();
  private volatile List<Visitor> visitors = List.of();
  private int starts;
  private long starting;

  Servers(Path data, Model model) {
    this.data = data;
    this.model = model;
  }

  Path data() {
    return data;
  }

  /// Where Parley is, or was until a moment ago.
  Visitor any(Random random) {
    List<Visitor> present = visitors;
    return present.get(random.nextInt(present.size()));
  }

  /// The newest of them.
  Visitor visitor() {
    return visitors.getLast();
  }

  ParleyProcess start() {
    model.beginAnew();
    long begun = System.nanoTime();
    ParleyProcess started =
        ParleyProcess.start(data, model.url(), "--drain", DRAIN_SECONDS, "--model", Model.NAME);
    starts++;
    starting += System.nanoTime() - begun;
    return add(started, List.of());
  }

  /// Starts one that does not have the data for itself.
  ///
  /// @param beside who is still there for people
  ParleyProcess startShared(String log, ParleyProcess... beside) throws IOException {
    model.beginAnew();
    return add(
        ParleyProcess.startShared(data, model.url(), log),
        List.of(beside).stream().map(one -> new Visitor(one.address())).toList());
  }

  private ParleyProcess add(ParleyProcess started, List<Visitor> beside) {
    running.add(started);
    List<Visitor> present = new ArrayList<>(beside);
    present.add(new Visitor(started.address()));
    visitors = List.copyOf(present);
    return started;
  }

  /// Shows people the way to these.
  void serveAt(ParleyProcess... open) {
    visitors = List.of(open).stream().map(one -> new Visitor(one.address())).toList();
  }

  /// The process that there is, or the newer one.
  ParleyProcess one() {
    return running.getLast();
  }

  void kill(ParleyProcess parley) throws InterruptedException {
    running.remove(parley);
    parley.kill();
  }

  /// Asks it to stop and waits for its end.
  ///
  /// @return its exit code
  int stop(ParleyProcess parley) {
    running.remove(parley);
    try (parley) {
      return parley.stop();
    }
  }

  /// Stops it, but not while it holds the database's write lock: everybody would wait for that.
  void pauseBetweenTransactions(ParleyProcess parley) throws IOException, InterruptedException {
    parley.pause();
    while (!canBeWritten()) {
      parley.goOn();
      Thread.sleep(1);
      parley.pause();
    }
  }

  private boolean canBeWritten() {
    String url = "jdbc:sqlite:" + data.resolve("parley.db");
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 0");
      statement.execute("begin immediate");
      statement.execute("rollback");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /// How long a start took, on average.
  Duration startTime() {
    return Duration.ofNanos(starting / Math.max(1, starts));
  }

  @Override
  public void close() {
    running.forEach(ParleyProcess::close);
  }
}
