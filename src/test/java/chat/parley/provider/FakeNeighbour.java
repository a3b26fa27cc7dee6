package chat.parley.provider;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on a loopback address that answers some paths, and all others with 404.
public final class FakeNeighbour implements AutoCloseable {

  private static final String LISTING = "/v1/models";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger listed = new AtomicInteger();
  private final Map<String, String> pages = new ConcurrentHashMap<>();

  private FakeNeighbour(String address, String type, Map<String, String> pages) throws IOException {
    this.pages.putAll(pages);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.equals(LISTING)) {
            listed.incrementAndGet();
          }
          String page = this.pages.get(path);
          byte[] body =
              (page == null ? "404 page not found" : page).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", type);
          exchange.sendResponseHeaders(page == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /// As Ollama 0.12 answers.
  public static FakeNeighbour ollama(String... models) throws IOException {
    return new FakeNeighbour(
        "127.0.0.1",
        "application/json",
        Map.of(
            LISTING,
            models.length == 0 ? "{\"object\":\"list\",\"data\":null}" : listing("library", models),
            "/",
            "Ollama is running",
            "/api/version",
            "{\"version\":\"0.12.3\"}",
            "/api/tags",
            "{\"models\":[]}"));
  }

  /// A list of models in OpenAI's form, and nothing else.
  public static FakeNeighbour listing(String address, String owner, String... models)
      throws IOException {
    return new FakeNeighbour(address, "application/json", Map.of(LISTING, listing(owner, models)));
  }

  /// Answers the request for models so.
  public static FakeNeighbour saying(String type, String body) throws IOException {
    return new FakeNeighbour(
        "127.0.0.1", type, Map.of(LISTING, body, "/", body, "/api/version", body));
  }

  private static String listing(String owner, String... models) {
    StringBuilder entries = new StringBuilder();
    for (String model : models) {
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append(
              "{\"id\":\"%s\",\"object\":\"model\",\"created\":1,\"owned_by\":\"%s\"}"
                  .formatted(model, owner));
    }
    return "{\"data\":[" + entries + "],\"object\":\"list\"}";
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// How often it was asked for its models.
  public int listed() {
    return listed.get();
  }

  /// From now on it lists these.
  public void has(String owner, String... models) {
    pages.put(LISTING, listing(owner, models));
  }

  @Override
  public void close() {
    stop();
  }

  /// From now on nobody answers there.
  public void stop() {
    server.stop(0);
    threads.shutdownNow();
  }
}
