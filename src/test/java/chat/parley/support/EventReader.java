package chat.parley.support;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Reads a `text/event-stream` as it comes, on a thread of its own.
public final class EventReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Closing what this client reads cuts the connection at once; that of `URLConnection` waits for
  /// the next event first.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final InputStream in;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  /// One event as the wire says it; empty strings for what it does not have.
  public record Event(String name, String id, String data) {
    /// The position that a frame starts from; `*` for one that fits every page.
    public String from() {
      return after("<!--from ", "");
    }

    /// How much of the growing answer the page shows then; 0 where it says nothing of that.
    public int shows() {
      return Integer.parseInt(after("<!--from " + from() + "--><!--shows ", "0"));
    }

    private String after(String beginning, String otherwise) {
      return data.startsWith(beginning)
          ? data.substring(beginning.length(), data.indexOf("-->", beginning.length()))
          : otherwise;
    }

    public boolean isFrame() {
      return name.isEmpty() && !id.isEmpty();
    }
  }

  /// What comes when the stream has ended.
  public static final Event END = new Event("(end)", "", "");

  private EventReader(InputStream in) {
    this.in = in;
    Thread.ofVirtual().start(this::read);
  }

  public static EventReader open(URI uri, Map<String, String> headers) {
    return open(uri, headers, Long.MAX_VALUE);
  }

  /// @param bytes the connection is cut after so many of the answer's body, wherever that is
  public static EventReader open(URI uri, Map<String, String> headers, long bytes) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    headers.forEach(request::header);
    try {
      return new EventReader(
          new CutOff(
              CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body(),
              bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The next event, {@link #END} after the last.
  public Event next() throws InterruptedException {
    Event next = events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("No event within " + PATIENCE);
    }
    return next;
  }

  /// The next event, if one comes in time.
  public Optional<Event> next(Duration time) throws InterruptedException {
    return Optional.ofNullable(events.poll(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// The next frame, passing over everything else.
  public Event nextFrame() throws InterruptedException {
    while (true) {
      Event event = next();
      if (event.isFrame()) {
        return event;
      }
      if (event.equals(END)) {
        throw new AssertionError("The stream has ended");
      }
    }
  }

  /// All events until one has this text in its data.
  public List<Event> until(String text) throws InterruptedException {
    List<Event> read = new ArrayList<>();
    while (true) {
      Event event = next();
      read.add(event);
      if (event.data().contains(text)) {
        return read;
      }
      if (event.equals(END)) {
        throw new AssertionError("The stream has ended without: " + text);
      }
    }
  }

  /// All events until the stream ends.
  public List<Event> rest() throws InterruptedException {
    List<Event> read = new ArrayList<>();
    for (Event event = next(); !event.equals(END); event = next()) {
      read.add(event);
    }
    return read;
  }

  /// A connection that breaks after so many bytes.
  private static final class CutOff extends FilterInputStream {
    private long left;

    CutOff(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left <= 0) {
        throw new IOException("cut off");
      }
      int read = super.read(bytes, from, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String name = "";
      String id = "";
      List<String> data = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (!data.isEmpty() || !name.isEmpty()) {
            events.add(new Event(name, id, String.join("\n", data)));
          }
          name = "";
          id = "";
          data = new ArrayList<>();
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data.add(line.substring(6));
        }
      }
    } catch (IOException e) {
      // cut: by the test or by the server
    }
    events.add(END);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // closed already
    }
  }
}
