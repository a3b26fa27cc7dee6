package chat.parley.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// A server of models on a real loopback socket, which speaks the protocol of whoever asks as well
/// or as badly as its script says.
///
/// Which script answers a request for a completion: the next one of those that were {@linkplain
/// #next queued}, else the one for its {@linkplain #forModel model}, else the {@linkplain #always
/// standing} one, which from the start is [Scripts#chosenByPrompt].
public final class ScriptedUpstream implements AutoCloseable {

  private static final int BACKLOG = 4_096;
  private static final int REMEMBERED = 1_000;
  private static final long PATIENCE_SECONDS = 20;

  /// What is asked about models with a POST.
  private static final Pattern LISTING = Pattern.compile("/api/show$");

  private static final Pattern ANSWERING =
      Pattern.compile("/(chat/completions|messages|api/chat)$|:streamGenerateContent[?]alt=sse$");

  private final ServerSocket server;
  private final Thread accepting =
      Thread.ofVirtual().name("upstream-accept").unstarted(this::accept);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Script> queued = new ConcurrentLinkedQueue<>();
  private final Map<String, Script> byModel = new ConcurrentHashMap<>();
  private final Deque<Received> received = new ArrayDeque<>();
  private final BlockingQueue<Received> disconnected = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger answering = new AtomicInteger();
  private volatile Script standing = Scripts.chosenByPrompt();
  private volatile Script listing = Scripts.listing("scripted", "scripted-small");

  private ScriptedUpstream(ServerSocket server) {
    this.server = server;
  }

  /// Starts one on a port that is free.
  public static ScriptedUpstream start() {
    return start(0);
  }

  public static ScriptedUpstream start(int port) {
    ScriptedUpstream upstream = new ScriptedUpstream(bound(port));
    upstream.accepting.start();
    return upstream;
  }

  /// Tries for a while where the port is still held by one that was just closed.
  private static ServerSocket bound(int port) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        return server;
      } catch (BindException e) {
        if (System.nanoTime() > until) {
          throw new UncheckedIOException(e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// What the base URL is set to.
  public String url() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  /// The same without a path.
  public String address() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.getLocalPort();
  }

  /// Answers the next requests so, one each.
  public void next(Script... scripts) {
    queued.addAll(List.of(scripts));
  }

  public void forModel(String model, Script script) {
    byModel.put(model, script);
  }

  public void always(Script script) {
    standing = script;
  }

  /// Answers all that is asked about models so.
  public void listing(Script script) {
    listing = script;
  }

  /// The latest requests for completions, oldest first; at most {@value #REMEMBERED}.
  public List<Received> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  public Received lastReceived() {
    return received().getLast();
  }

  /// How many connections were opened so far.
  public int connections() {
    return connections.get();
  }

  /// How many answers are being written at this moment.
  public int answering() {
    return answering.get();
  }

  /// Waits until a client has left an answer before its end, and says which.
  public Received awaitDisconnect() throws InterruptedException {
    Received request = disconnected.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("No client left in " + PATIENCE_SECONDS + " s");
    }
    return request;
  }

  /// Closes the port and every connection; from then on nobody answers there. A new one may be
  /// started on the same port.
  @Override
  public void close() {
    closeQuietly(server);
    try {
      // The port is given back only when nobody waits at it any more.
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.forEach(ScriptedUpstream::closeQuietly);
  }

  /// Runs one until it is killed, to try Parley without a model: the port is the only argument.
  public static void main(String[] arguments) throws InterruptedException {
    try (ScriptedUpstream upstream = start(Integer.parseInt(arguments[0]))) {
      System.out.println("OPENAI_BASE_URL=" + upstream.url());
      Thread.currentThread().join();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().name("upstream-connection").start(() -> serve(socket));
      } catch (IOException e) {
        // Closed, or the client had left before it was accepted.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
      boolean again = true;
      while (again) {
        Received request = Received.read(in);
        again = request != null && answer(request, socket, in);
      }
    } catch (IOException e) {
      // The client has left between two requests.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  /// Whether the connection may be used again.
  private boolean answer(Received request, Socket socket, InputStream in)
      throws IOException, InterruptedException {
    Wire wire = new Wire(socket, in);
    if (request.method().equals("GET") || LISTING.matcher(request.path()).find()) {
      listing.play(request, wire);
      return wire.isReusable();
    }
    if (!ANSWERING.matcher(request.path()).find()) {
      Scripts.refusal(404, "404 page not found").play(request, wire);
      return wire.isReusable();
    }
    Script script = scriptFor(request);
    answering.incrementAndGet();
    try {
      script.play(request, wire);
      return wire.isReusable();
    } catch (IOException e) {
      disconnected.add(request);
      return false;
    } finally {
      answering.decrementAndGet();
    }
  }

  private Script scriptFor(Received request) {
    synchronized (received) {
      if (received.size() == REMEMBERED) {
        received.removeFirst();
      }
      received.addLast(request);
    }
    Script script = queued.poll();
    return script != null ? script : byModel.getOrDefault(request.model(), standing);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // Closed all the same.
    }
  }
}
