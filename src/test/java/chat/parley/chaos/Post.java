package chat.parley.chaos;

import chat.parley.chaos.Ledger.Count;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/// How messages come to Parley: as they should, twice at once, or on a line that breaks before the
/// answer.
final class Post {
  private final Servers servers;
  private final Ledger ledger;
  private final Random random;

  Post(Servers servers, Ledger ledger, Random random) {
    this.servers = servers;
    this.ledger = ledger;
    this.random = random;
  }

  /// @return what the person is told; nothing where they do not know whether it has arrived
  Optional<Reply> send(String path, Map<String, String> form) throws InterruptedException {
    Visitor visitor = servers.any(random);
    return switch (random.nextInt(6)) {
      case 0 -> twice(visitor, path, form);
      case 1 -> intoTheDark(visitor, path, form);
      default -> visitor.send(path, form);
    };
  }

  /// A double click.
  private Optional<Reply> twice(Visitor visitor, String path, Map<String, String> form)
      throws InterruptedException {
    ledger.count(Count.SENT_TWICE);
    FutureTask<Optional<Reply>> other = new FutureTask<>(() -> visitor.send(path, form));
    Thread.ofVirtual().start(other);
    Optional<Reply> first = visitor.send(path, form);
    try {
      Optional<Reply> second = other.get();
      if (first.isPresent() && second.isPresent() && !first.equals(second)) {
        ledger.violation(
            Ledger.Kind.DOUBLED, "the same for both clicks: " + first, path, second.toString());
      }
      return first.or(() -> second);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// It is sent, and the line breaks.
  private Optional<Reply> intoTheDark(Visitor visitor, String path, Map<String, String> form) {
    ledger.count(Count.SENT_TWICE);
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    int port = visitor.uri("/").getPort();
    String request =
        """
        POST %s HTTP/1.1\r
        Host: 127.0.0.1:%d\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        \r
        %s\
        """
            .formatted(path, port, body.length(), body);
    int sent = random.nextBoolean() ? request.length() : random.nextInt(request.length());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.substring(0, sent).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Parley is being started again.
    }
    return Optional.empty();
  }
}
