package chat.parley.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// An answer that is written bit by bit, each bit sent at once.
public final class StreamWriter {
  /// Proxies and browsers that wait for some bytes before they pass any on get them at once: 2 KB
  /// of comment.
  public static final ServerSentEvent PADDING =
      new ServerSentEvent((":" + " ".repeat(2046) + "\n").getBytes(StandardCharsets.UTF_8));

  /// As Jetty says it.
  private static final long FOR_EVER = -1;

  /// What the kernel keeps for a reader, in bytes; Linux takes twice as much for its own accounts.
  /// It says that there is room again when a third of that is free, so this is also what makes a
  /// reader slow: who takes less than about 500 bytes a second seems to take nothing. Of who is cut
  /// off, the kernel still delivers this much.
  private static final int SEND_BUFFER = 8 * 1024;

  private final Response response;
  private final Callback callback;
  private final Duration withoutProgress;
  private final @Nullable SocketChannel channel;
  private final @Nullable HttpStream shared;
  private long spoke = System.nanoTime();

  /// @param channel the connection, where the reader has it alone
  /// @param shared the reader's own stream, where others use the same connection
  private StreamWriter(
      Response response,
      Callback callback,
      Duration withoutProgress,
      @Nullable SocketChannel channel,
      @Nullable HttpStream shared) {
    this.response = response;
    this.callback = callback;
    this.withoutProgress = withoutProgress;
    this.channel = channel;
    this.shared = shared;
    keep(SEND_BUFFER);
  }

  /// @param withoutProgress a reader that takes nothing for this long is cut off
  public static StreamWriter events(Request request, Duration withoutProgress) {
    return of(request, "text/event-stream", withoutProgress);
  }

  public static StreamWriter of(Request request, String type, Duration withoutProgress) {
    HttpFields.Mutable headers = request.response().getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, type);
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache, no-transform");
    headers.put("X-Accel-Buffering", "no");
    request.response().setStatus(200);
    // While a stream waits it is idle by design; only a write that stands still fails.
    request.request().addIdleTimeoutListener(_ -> false);
    if (request.request().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
      return new StreamWriter(
          request.response(), request.callback(), withoutProgress, null, own(request.request()));
    }
    EndPoint endPoint = request.request().getConnectionMetaData().getConnection().getEndPoint();
    endPoint.setIdleTimeout(withoutProgress.toMillis());
    return new StreamWriter(
        request.response(), request.callback(), withoutProgress, channel(endPoint), null);
  }

  /// With HTTP/2 a connection belongs to all tabs of a browser, and its stream to this reader.
  private static HttpStream own(org.eclipse.jetty.server.Request request) {
    HttpStream[] own = new HttpStream[1];
    request.addHttpStreamWrapper(stream -> {
      own[0] = stream;
      return stream;
    });
    own[0].setIdleTimeout(FOR_EVER);
    return own[0];
  }

  private static @Nullable SocketChannel channel(EndPoint endPoint) {
    EndPoint inner = endPoint instanceof EndPoint.Wrapper tls ? tls.unwrap() : endPoint;
    return inner.getTransport() instanceof SocketChannel channel ? channel : null;
  }

  private void keep(int bytes) {
    if (channel != null) {
      try {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
      } catch (IOException e) {
        // The reader has left: the next write says so.
      }
    }
  }

  public void write(List<ServerSentEvent> events) throws IOException {
    if (!events.isEmpty()) {
      send(together(events));
    }
  }

  /// Begins to write, and does not wait for it.
  public void write(List<ServerSentEvent> events, Callback written) {
    response.write(false, together(events), watched(written));
  }

  /// The clock of a connection runs by itself while a write stands still. That of a stream in one
  /// tells whether it waits or stands only once, so it runs only while something is written.
  private Callback watched(Callback written) {
    if (shared == null) {
      return written;
    }
    shared.setIdleTimeout(withoutProgress.toMillis());
    return Callback.from(() -> shared.setIdleTimeout(FOR_EVER), written);
  }

  private static ByteBuffer together(List<ServerSentEvent> events) {
    if (events.size() == 1) {
      return ByteBuffer.wrap(events.getFirst().bytes());
    }
    int size = 0;
    for (ServerSentEvent event : events) {
      size += event.bytes().length;
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (ServerSentEvent event : events) {
      all.put(event.bytes());
    }
    return all.flip();
  }

  public void write(ServerSentEvent event) throws IOException {
    send(ByteBuffer.wrap(event.bytes()));
  }

  public void write(String text) throws IOException {
    send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void send(ByteBuffer bytes) throws IOException {
    try (Blocker.Callback written = Blocker.callback()) {
      response.write(false, bytes, watched(written));
      written.block();
    }
    spoke = System.nanoTime();
  }

  /// Nanoseconds since something was last written.
  public long silence() {
    return System.nanoTime() - spoke;
  }

  public void end() {
    keep(Server.SEND_BUFFER); // The connection may be used for pages.
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  public void fail(Throwable reason) {
    callback.failed(reason);
  }
}
