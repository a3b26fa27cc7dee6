package chat.parley.page.gallery;

import chat.parley.http.Assets;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Serves the gallery under the same content security policy as Parley.
final class GalleryServer implements AutoCloseable {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
          + " form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'self';"
          + " require-trusted-types-for 'script'; trusted-types parley parley-colours";
  private static final String STATIC = "/static/gallery/";
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css",
          "js", "text/javascript",
          "svg", "image/svg+xml",
          "woff2", "font/woff2");

  private final HttpServer server;
  private final Map<String, String> pages;

  GalleryServer() throws IOException {
    pages = Pages.render(assets());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::page);
    server.createContext(STATIC, this::file);
    server.start();
  }

  static Assets assets() {
    return new Assets() {
      @Override
      public String url(String name) {
        return STATIC + name;
      }

      @Override
      public String version() {
        return "gallery";
      }
    };
  }

  Map<String, String> pages() {
    return pages;
  }

  public String url(String page) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + page;
  }

  private void page(HttpExchange exchange) throws IOException {
    var html = pages.get(exchange.getRequestURI().getPath().substring(1));
    if (html == null) {
      // What would stay open or change something is not here; "nothing to swap" keeps the page as
      // it is.
      send(exchange, 204, "text/html", new byte[0]);
    } else {
      send(exchange, 200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void file(HttpExchange exchange) throws IOException {
    var name = exchange.getRequestURI().getPath().substring(STATIC.length());
    try (var in = GalleryServer.class.getResourceAsStream("/static/" + name)) {
      if (in == null) {
        send(exchange, 404, "text/plain", new byte[0]);
        return;
      }
      var type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
      send(exchange, 200, type, in.readAllBytes());
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
      exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
      if (status != 204) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
