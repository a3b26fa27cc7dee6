package chat.parley.durability;

import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.Visitor;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// A reader on a bad line: streams and polls, one or both at once, cut off at random, and comes
/// back with its position.
final class Wanderer implements Callable<ReaderPage> {
  private final Supplier<Visitor> visitor;
  private final String chat;
  private final Supplier<Boolean> over;
  private final Random random;
  private final ReaderPage page;

  /// @param visitor where Parley is at present
  /// @param over whether nothing more will be written
  Wanderer(Supplier<Visitor> visitor, String chat, Supplier<Boolean> over, Random random)
      throws InterruptedException {
    this.visitor = visitor;
    this.chat = chat;
    this.over = over;
    this.random = random;
    this.page = visitor.get().load(chat);
  }

  @Override
  public ReaderPage call() throws InterruptedException {
    while (!over.get()) {
      try {
        switch (random.nextInt(4)) {
          case 0 -> poll();
          case 1 -> stream(random.nextInt(3), false);
          case 2 -> stream(random.nextInt(40), false);
          default -> stream(random.nextInt(40), true);
        }
      } catch (Visitor.Died e) {
        Thread.sleep(5); // Parley is being started again
      }
    }
    String before;
    do {
      before = page.position();
      poll();
    } while (!page.position().equals(before));
    return page;
  }

  /// Reads some events of a stream.
  private void stream(int events, boolean pollingBeside) throws InterruptedException {
    try (EventReader stream = open()) {
      for (int i = 0; i < events && !over.get(); i++) {
        if (pollingBeside && random.nextInt(4) == 0) {
          poll();
        }
        EventReader.Event event = stream.next(Duration.ofMillis(50)).orElse(null);
        if (event != null && (event.equals(EventReader.END) || !page.take(event))) {
          return;
        }
      }
    }
  }

  private EventReader open() {
    if (random.nextBoolean()) {
      return visitor.get().stream(chat, page.position());
    }
    // As htmx comes back: the address is an old one, the header the newest.
    return visitor
        .get()
        .events(
            "/sse/" + chat.replace("/chat/", "") + "?after=0.2.0.0.0",
            Map.of("Last-Event-ID", page.position()));
  }

  private void poll() throws InterruptedException {
    try (EventReader poll =
        visitor.get().events(chat + "/updates?after=" + page.position(), Map.of())) {
      for (EventReader.Event event = poll.next();
          !event.equals(EventReader.END);
          event = poll.next()) {
        page.take(event);
      }
    }
  }
}
