package chat.parley.chaos;

import chat.parley.support.ReaderPage;
import chat.parley.support.Visitor;
import chat.parley.support.Wanderer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// The pages that are open, each read by a thread of its own.
final class Readers implements AutoCloseable {
  private static final int WINDOWS = 2;
  private static final Duration RESTART = Duration.ofMillis(200);

  /// A busy machine needs a while; a page that never catches up is what is looked for.
  private static final Duration CATCHING_UP = Duration.ofMinutes(2);

  /// Where something is wrong already, nothing more needs to be found.
  private static final Duration NOT_ANY_MORE = Duration.ofSeconds(2);

  private final Servers servers;
  private final Ledger ledger;
  private final Duration rest;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Chat> chats = new CopyOnWriteArrayList<>();
  private final AtomicLong cuts = new AtomicLong();

  /// @param rest how long a reader rests at most before it comes back
  Readers(Servers servers, Ledger ledger, Duration rest) {
    this.servers = servers;
    this.ledger = ledger;
    this.rest = rest;
  }

  /// Opens a chat in two windows.
  Chat open(String address, Random random) {
    Chat chat = new Chat(address);
    List<Chat.Window> windows = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      boolean first = i == 0;
      Ledger.Watched watched = ledger.new Watched(address);
      Random own = new Random(random.nextLong());
      Wanderer reader =
          new Wanderer(
              () -> servers.any(own),
              address,
              chat::isLeft,
              own,
              rest,
              page -> {
                watched.look(page);
                if (first) {
                  chat.look(page);
                }
              });
      windows.add(new Chat.Window(reader, threads.submit(reader)));
    }
    chat.open(windows);
    chats.add(chat);
    return chat;
  }

  /// Closes a chat's windows for good. Nobody writes there any more.
  void leave(Chat chat) throws InterruptedException {
    chat.leave();
    chats.remove(chat);
    for (Chat.Window window : chat.windows()) {
      Duration patience = ledger.clean() ? CATCHING_UP : NOT_ANY_MORE;
      try {
        compare(chat, window.page().get(patience.toSeconds(), TimeUnit.SECONDS));
      } catch (TimeoutException e) {
        window.page().cancel(true);
        ledger.violation(
            Ledger.Kind.STUCK,
            "a page that catches up within " + patience,
            chat.address(),
            "one that does not");
      } catch (ExecutionException e) {
        ledger.violation(
            Ledger.Kind.OTHER, "a page that takes every frame", chat.address(), "" + e.getCause());
      }
      cuts.addAndGet(window.reader().cuts());
    }
  }

  /// A page that was cut again and again shows what a fresh one shows.
  private void compare(Chat chat, ReaderPage page) throws InterruptedException {
    String branch = chat.address() + "?branch=" + page.position().split("\\.", -1)[1];
    String shown = page.messages();
    String fresh = fresh(branch).messages();
    ledger.count(Ledger.Count.BYTES, shown.getBytes(StandardCharsets.UTF_8).length);
    if (!fresh.equals(shown)) {
      boolean more = Numbered.words(shown).size() > Numbered.words(fresh).size();
      int at = Arrays.mismatch(fresh.toCharArray(), shown.toCharArray());
      ledger.violation(
          more ? Ledger.Kind.DOUBLED : Ledger.Kind.LOST,
          around(fresh, at),
          branch,
          around(shown, at));
    }
  }

  private ReaderPage fresh(String branch) throws InterruptedException {
    while (true) {
      try {
        return servers.visitor().load(branch);
      } catch (Visitor.Died e) {
        Thread.sleep(RESTART); // Parley is being started again
      }
    }
  }

  private static String around(String text, int at) {
    return "..." + text.substring(Math.max(0, at - 100), Math.min(text.length(), at + 100));
  }

  List<Chat> open() {
    return List.copyOf(chats);
  }

  long cuts() {
    return cuts.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
