package chat.parley.support;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A reader on a bad line: streams and polls, one or both at once, cut off at random bytes, and
/// comes back with its position.
public final class Wanderer implements Callable<ReaderPage> {
  /// Before this there is only what wakes proxies up.
  private static final int PADDING = 2_200;

  private static final int LONGEST = 40_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration RESTART = Duration.ofMillis(100);

  private final Supplier<Visitor> visitor;
  private final String chat;
  private final BooleanSupplier over;
  private final Random random;
  private final Duration rest;
  private final Consumer<ReaderPage> watching;
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile @Nullable String goingTo;

  /// @param visitor where Parley is at present
  /// @param address of a chat, with a query if it is a branch
  /// @param over whether nothing more will be written
  public Wanderer(Supplier<Visitor> visitor, String address, BooleanSupplier over, Random random) {
    this(visitor, address, over, random, Duration.ZERO, _ -> {});
  }

  /// @param rest how long it rests at most before it comes back
  /// @param watching sees the page after everything that it takes
  public Wanderer(
      Supplier<Visitor> visitor,
      String address,
      BooleanSupplier over,
      Random random,
      Duration rest,
      Consumer<ReaderPage> watching) {
    this.visitor = visitor;
    this.chat = address.replaceFirst("[?].*", "");
    this.over = over;
    this.random = random;
    this.rest = rest;
    this.watching = watching;
    this.goingTo = address;
  }

  /// Loads the chat anew, on another branch.
  public void goTo(String address) {
    goingTo = address;
  }

  /// How often the line was cut.
  public int cuts() {
    return cuts.get();
  }

  @Override
  public ReaderPage call() throws InterruptedException {
    ReaderPage page = null;
    while (true) {
      boolean last = over.getAsBoolean();
      try {
        String address = goingTo;
        page = page == null || address != null ? load(address) : page;
        if (!last) {
          turn(page);
          Thread.sleep(random.nextLong(rest.toMillis() + 1));
        } else if (!hasMore(page)) {
          return page;
        }
      } catch (Visitor.Died e) {
        Thread.sleep(RESTART); // Parley is being started again
      }
    }
  }

  private ReaderPage load(@Nullable String address) throws InterruptedException {
    ReaderPage loaded = visitor.get().load(address == null ? chat : address);
    if (Objects.equals(goingTo, address)) {
      goingTo = null;
    }
    watching.accept(loaded);
    return loaded;
  }

  private boolean hasMore(ReaderPage page) throws InterruptedException {
    String before = page.position();
    return !poll(page, Long.MAX_VALUE) || !page.position().equals(before);
  }

  private void turn(ReaderPage page) throws InterruptedException {
    long bytes = random.nextBoolean() ? LONGEST : PADDING + random.nextInt(8_000);
    switch (random.nextInt(5)) {
      case 0 -> poll(page, Long.MAX_VALUE);
      case 1 -> poll(page, random.nextInt(4_000));
      case 2 -> stream(page, random.nextInt(PADDING), 3, false);
      case 3 -> stream(page, bytes, random.nextInt(40), false);
      default -> stream(page, bytes, random.nextInt(40), true);
    }
  }

  /// Reads some events of a stream.
  private void stream(ReaderPage page, long bytes, int events, boolean pollingBeside)
      throws InterruptedException {
    try (EventReader stream = open(page, bytes)) {
      cuts.incrementAndGet();
      for (int i = 0; i < events && !over.getAsBoolean() && goingTo == null; i++) {
        if (pollingBeside && random.nextInt(4) == 0) {
          poll(page, Long.MAX_VALUE);
        }
        EventReader.Event event = stream.next(QUIET).orElse(null);
        if (event != null && (event.equals(EventReader.END) || !take(page, event))) {
          return;
        }
      }
    }
  }

  private EventReader open(ReaderPage page, long bytes) {
    String stream = "/sse/" + chat.replace("/chat/", "") + "?after=";
    return random.nextBoolean()
        ? visitor.get().events(stream + page.position(), Map.of(), bytes)
        // As htmx comes back: the address is an old one, the header the newest.
        : visitor
            .get()
            .events(stream + "0.2.0.0.0", Map.of("Last-Event-ID", page.position()), bytes);
  }

  /// @return whether it came to its end
  private boolean poll(ReaderPage page, long bytes) throws InterruptedException {
    try (EventReader poll =
        visitor.get().events(chat + "/updates?after=" + page.position(), Map.of(), bytes)) {
      if (bytes < Long.MAX_VALUE) {
        cuts.incrementAndGet();
      }
      boolean whole = false;
      for (EventReader.Event event = next(poll);
          !event.equals(EventReader.END);
          event = next(poll)) {
        take(page, event);
        whole = event.name().equals("hello") || event.name().equals("gone");
      }
      return whole;
    }
  }

  /// Where Parley stands still, a reader gives up after a while.
  private static EventReader.Event next(EventReader poll) throws InterruptedException {
    return poll.next(PATIENCE).orElse(EventReader.END);
  }

  private boolean take(ReaderPage page, EventReader.Event event) {
    boolean taken = page.take(event);
    watching.accept(page);
    return taken;
  }
}
