package chat.parley.local;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whose the connections are that come from this computer, as Linux knows it.
///
/// A look at the table of all sockets takes as long as there are sockets: one thread looks, and one
/// look is for all who wait. So a crowd that comes at once costs a few looks, not one for each.
public final class SocketOwners implements AutoCloseable {
  /// More may not wait. Bounds memory.
  private static final int MOST_WAITING = 50_000;

  private static final long LONGEST_SECONDS = 10;

  private static final Logger log = LoggerFactory.getLogger(SocketOwners.class);

  private final Path proc;
  private final OptionalLong user;
  private final LinkedBlockingQueue<SocketQuery> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread thread;

  /// One connection that somebody wants to know about.
  private static final class SocketQuery {
    private final SocketPair ends;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile SocketOwner answer = SocketOwner.ANOTHERS;

    private SocketQuery(SocketPair ends) {
      this.ends = ends;
    }

    private void answer(SocketOwner found) {
      answer = found;
      answered.countDown();
    }
  }

  private SocketOwners(Path proc, OptionalLong user) {
    this.proc = proc;
    this.user = user;
    this.thread = Thread.ofPlatform().daemon().name("whose-connections").start(this::look);
  }

  /// Those of this computer. Tries by a connection of our own whether the system tells: one without
  /// `/proc`, or with one that hides, may look like Linux in everything else.
  ///
  /// @param host where Parley listens
  public static SocketOwners of(InetAddress host) throws InterruptedException {
    Path proc = Path.of("/proc");
    SocketOwners sockets = new SocketOwners(proc, RunningUser.find(proc));
    if (sockets.areKnown() && !sockets.recognize(host)) {
      sockets.close();
      return new SocketOwners(proc, OptionalLong.empty());
    }
    return sockets;
  }

  /// What another table of sockets would tell a user.
  static SocketOwners of(Path proc) {
    return new SocketOwners(proc, RunningUser.find(proc));
  }

  /// Whether the system tells whose connections are.
  public boolean areKnown() {
    return user.isPresent();
  }

  /// Waits for a look at the table.
  ///
  /// @param client the other end
  /// @param server ours
  SocketOwner whose(InetSocketAddress client, InetSocketAddress server)
      throws InterruptedException {
    if (user.isEmpty() || client.isUnresolved() || server.isUnresolved()) {
      return SocketOwner.ANOTHERS;
    }
    SocketQuery question = new SocketQuery(SocketPair.of(client, server));
    return waiting.offer(question) && question.answered.await(LONGEST_SECONDS, TimeUnit.SECONDS)
        ? question.answer
        : SocketOwner.UNANSWERED;
  }

  private boolean recognize(InetAddress host) throws InterruptedException {
    try (ServerSocket server = new ServerSocket(0, 1, host);
        Socket client = new Socket(host, server.getLocalPort())) {
      return whose(
              (InetSocketAddress) client.getLocalSocketAddress(),
              (InetSocketAddress) client.getRemoteSocketAddress())
          == SocketOwner.OURS;
    } catch (IOException e) {
      return false;
    }
  }

  private void look() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        List<SocketQuery> questions = new ArrayList<>();
        questions.add(waiting.take());
        waiting.drainTo(questions);
        answer(questions);
      }
    } catch (InterruptedException e) {
      // It is closed.
      Thread.currentThread().interrupt();
    }
  }

  /// All of them are about one port, but for the trial at the start, which is alone. Some may be
  /// about one connection: HTTP/2 brings several requests over it at once.
  private void answer(List<SocketQuery> questions) {
    Map<SocketPair, List<SocketQuery>> open =
        questions.stream().collect(groupingBy(question -> question.ends));
    try {
      if (open.keySet().stream().anyMatch(SocketPair::areIpv4)) {
        look("tcp", open);
      }
      if (!open.isEmpty()) {
        look("tcp6", open);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("sockets could not be looked up", e);
    }
    open.values()
        .forEach(asked -> asked.forEach(question -> question.answer(SocketOwner.ANOTHERS)));
  }

  private void look(String name, Map<SocketPair, List<SocketQuery>> open) throws IOException {
    Path table = proc.resolve("self/net").resolve(name);
    if (Files.notExists(table)) {
      // Without IPv6 there is no table of it.
      return;
    }
    int port = open.keySet().iterator().next().server().port();
    SocketTable.read(
        table,
        port,
        (ends, owner) -> {
          List<SocketQuery> asked = open.remove(ends);
          if (asked != null) {
            SocketOwner found =
                owner == user.orElseThrow() ? SocketOwner.OURS : SocketOwner.ANOTHERS;
            asked.forEach(question -> question.answer(found));
          }
          return !open.isEmpty();
        });
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
