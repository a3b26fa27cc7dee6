package chat.parley.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// One open stream, as far as the bench looks into it: how many frames came, the newest id, and the
/// time stamps that the models' server put into the text.
///
/// Fed by the crowd's thread, looked at by others.
final class Follower {
  private static final int STAMP = 16;
  private static final int LONGEST_HEAD = 60;
  private static final byte[] HELLO = "event: hello".getBytes(StandardCharsets.US_ASCII);

  /// What nchan says first.
  private static final byte[] HI = ": hi".getBytes(StandardCharsets.US_ASCII);

  private final AtomicInteger frames = new AtomicInteger();
  private final AtomicInteger stamps = new AtomicInteger();
  private final byte[] head = new byte[LONGEST_HEAD];
  private int inLine;
  private int digits;
  private long stamp;
  private long newest;
  private long sum;
  private volatile boolean greeted;
  private volatile boolean closed;
  private volatile String id = "";

  int frames() {
    return frames.get();
  }

  /// How many time stamps came, each counted once.
  int stamps() {
    return stamps.get();
  }

  /// The chunks whose stamps came.
  Arrivals.Chunks chunks() {
    // The sum is written before the count.
    int count = stamps.get();
    return new Arrivals.Chunks(count, sum);
  }

  /// Whether the server has said its first word.
  boolean greeted() {
    return greeted;
  }

  boolean closed() {
    return closed;
  }

  /// The newest event's id.
  String id() {
    return id;
  }

  public void close() {
    closed = true;
  }

  /// Frames are told by their ids at the start of a line. A time stamp is `T` and 16 digits; a
  /// frame brings the whole tail, so that older ones come again.
  void take(byte[] bytes, int count, long now, Delays delays) {
    for (int i = 0; i < count; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        if (inLine > 3) {
          lineEnds();
        }
        inLine = 0;
        digits = 0;
        continue;
      }
      if (inLine < LONGEST_HEAD) {
        head[inLine] = b;
      }
      inLine++;
      if (b == 'T') {
        digits = 1;
        stamp = 0;
      } else if (digits > 0) {
        if (b < '0' || b > '9') {
          digits = 0;
          continue;
        }
        stamp = stamp * 10 + (b - '0');
        if (digits++ == STAMP) {
          digits = 0;
          if (stamp > newest) {
            newest = stamp;
            sum += stamp;
            stamps.lazySet(stamps.get() + 1);
            delays.add(now - stamp);
          }
        }
      }
    }
  }

  private void lineEnds() {
    if (head[0] == 'i' && head[1] == 'd' && head[2] == ':') {
      frames.lazySet(frames.get() + 1);
      id = new String(head, 4, Math.min(inLine, LONGEST_HEAD) - 4, StandardCharsets.US_ASCII);
    } else if (!greeted && (isLine(HELLO) || isLine(HI))) {
      greeted = true;
    }
  }

  private boolean isLine(byte[] line) {
    return inLine == line.length && Arrays.equals(head, 0, inLine, line, 0, inLine);
  }
}
