import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// The models' server of the rehearsal: prints its port, and answers everything with the same few
/// paragraphs. It ends by itself.
final class Models {
  private static final int LONGEST_SECONDS = 60;

  private Models() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/models", Models::list);
    server.createContext("/v1/chat/completions", Models::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
    Thread.sleep(LONGEST_SECONDS * 1000L);
    System.exit(0);
  }

  private static void list(HttpExchange exchange) throws IOException {
    byte[] list = bytes("{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\"}]}");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, list.length);
    exchange.getResponseBody().write(list);
    exchange.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < 40; i++) {
        String text = i % 8 == 7 ? "the end of it.\\n\\n- an item\\n" : "some *words* and `code` ";
        event(out, "{\"content\":\"" + text + "\"}", "null");
        Thread.sleep(5);
      }
      event(out, "{}", "\"stop\"");
      out.write(bytes("data: [DONE]\n\n"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void event(OutputStream out, String delta, String finish) throws IOException {
    out.write(
        bytes(
            "data: {\"id\":\"r\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}\n\n"
                .formatted(delta, finish)));
    out.flush();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
