package chat.parley.chaos;

import chat.parley.support.Received;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The upstream: writes numbered words, goes on where it is asked to, takes its time, and breaks
/// off now and then.
final class Model implements AutoCloseable {
  static final String NAME = "openai/scripted";

  /// Of so many answers one begins late, and one breaks off.
  private static final int ONE_LATE = 6;

  private static final int ONE_BROKEN = 25;
  private static final Duration LATE = Duration.ofSeconds(3);
  private static final Duration PACE = Duration.ofMillis(80);
  private static final Duration SLOW_PACE = Duration.ofMillis(800);

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final Map<Integer, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Set<String> ends = ConcurrentHashMap.newKeySet();
  private final Ledger ledger;
  private final long seed;
  private volatile AtomicInteger writing = new AtomicInteger();
  private volatile Duration pace = PACE;

  Model(Ledger ledger, long seed) {
    this.ledger = ledger;
    this.seed = seed;
    upstream.always(script());
  }

  String url() {
    return upstream.url();
  }

  /// How many answers are being written, with text already, for the processes since the last start.
  int writing() {
    return writing.get();
  }

  /// Another process begins: those that wrote for the one before do not count any more.
  void beginAnew() {
    writing = new AtomicInteger();
  }

  /// Takes ten times as long for answers that it begins from now on, or no longer does.
  void dawdle(boolean slowly) {
    pace = slowly ? SLOW_PACE : PACE;
  }

  /// How often it was asked a question from the beginning.
  int asked(int question) {
    AtomicInteger times = asked.get(question);
    return times == null ? 0 : times.get();
  }

  /// Whether it has said that an answer ends here.
  boolean ends(int question, int asked, int length) {
    return ends.contains(question + "-" + asked + "-" + length);
  }

  private Script script() {
    return (request, wire) -> {
      AtomicInteger counter = writing;
      Duration slowest = pace.multipliedBy(2);
      String begun = begun(request);
      int question = Numbered.lastQuestion(begun.isEmpty() ? request.prompt() : before(request));
      int time = begun.isEmpty() ? next(question) : timeOf(begun, question);
      if (!Numbered.isBeginning(begun, question, time)) {
        ledger.violation(
            Ledger.Kind.OTHER,
            "the model was asked to go on from what it never said",
            "question " + question,
            begun);
      }
      String rest = Numbered.after(begun, question, time);
      Random random = new Random(seed * 31 + question * 1_000L + time * 7L + begun.length());
      wire.stream();
      wire.role();
      Thread.sleep(random.nextInt(ONE_LATE) == 0 ? LATE.toMillis() : random.nextInt(200));
      counter.incrementAndGet();
      try {
        write(wire, rest, random, slowest);
        ends.add(question + "-" + time + "-" + (begun.length() + rest.length()));
        wire.finish("stop");
        wire.usage(7, rest.length() / 4);
        wire.done();
        wire.end();
      } finally {
        counter.decrementAndGet();
      }
    };
  }

  private static void write(Wire wire, String text, Random random, Duration slowest)
      throws IOException, InterruptedException {
    boolean breaks = random.nextInt(ONE_BROKEN) == 0;
    int left = breaks ? random.nextInt(20) : Integer.MAX_VALUE;
    for (String piece : Numbered.cut(text, random)) {
      if (left-- == 0) {
        wire.reset();
        throw new IOException("broken off, as planned");
      }
      wire.text(piece);
      wire.pause(Duration.ofMillis(random.nextLong(slowest.toMillis())));
    }
  }

  private int next(int question) {
    return asked.computeIfAbsent(question, _ -> new AtomicInteger()).incrementAndGet();
  }

  /// Which of the times that it was asked an answer comes from.
  private int timeOf(String begun, int question) {
    for (int time = 1; time < asked(question); time++) {
      if (Numbered.isBeginning(begun, question, time)) {
        return time;
      }
    }
    return asked(question);
  }

  /// The text that the answer has already, where it is to be continued.
  private static String begun(Received request) {
    JsonNode messages = request.json().path("messages");
    boolean goesOn = request.prompt().startsWith("Continue your last message");
    return goesOn ? messages.path(messages.size() - 2).path("content").asText() : "";
  }

  private static String before(Received request) {
    JsonNode messages = request.json().path("messages");
    return messages.path(messages.size() - 3).path("content").asText();
  }

  @Override
  public void close() {
    upstream.close();
  }
}
