package chat.parley.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// A connection to the models' server, and the answer that it is writing there.
final class Talk {
  private final SocketChannel channel;
  private final StringBuilder request = new StringBuilder();

  /// When the next chunk is due.
  long due;

  int chunks;

  /// Of the chunks' time stamps.
  long sum;

  boolean asked;
  boolean over;

  Talk(SocketChannel channel) {
    this.channel = channel;
  }

  /// Begins an answer.
  void ask(long now) {
    asked = true;
    over = false;
    chunks = 0;
    sum = 0;
    due = now;
  }

  /// @return a request, once it is there as a whole
  Optional<Request> read(ByteBuffer in) throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      throw new IOException("closed");
    }
    request.append(StandardCharsets.ISO_8859_1.decode(in.flip()));
    int body = request.indexOf("\r\n\r\n") + 4;
    if (body < 4 || request.length() - body < length(request.substring(0, body))) {
      return Optional.empty();
    }
    String whole = request.toString();
    request.setLength(0);
    return Optional.of(new Request(whole.substring(0, body), whole.substring(body)));
  }

  record Request(String head, String body) {}

  private static int length(String headers) {
    String lower = headers.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:");
    return at < 0 ? 0 : Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
  }

  void write(String text) throws IOException {
    write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// Writes the answer's next chunk.
  void write(Completion.Stamped chunk) throws IOException {
    long now = System.nanoTime();
    chunks++;
    sum += now;
    write(chunk.at(now));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
