package chat.parley.chaos;

import chat.parley.support.ReaderPage;
import chat.parley.support.Wanderer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// The pages that are open, each read by a thread of its own.
final class Readers implements AutoCloseable {
  private static final int WINDOWS = 2;

  private final Servers servers;
  private final Ledger ledger;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Chat> chats = new CopyOnWriteArrayList<>();
  private final List<Page> pages = new CopyOnWriteArrayList<>();
  private final AtomicLong cuts = new AtomicLong();

  /// A page as its reader had it in the end.
  ///
  /// @param branch its address
  record Page(String branch, String messages) {}

  Readers(Servers servers, Ledger ledger) {
    this.servers = servers;
    this.ledger = ledger;
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

  /// Closes a chat's windows for good, and keeps what they show.
  void leave(Chat chat) throws InterruptedException {
    chat.leave();
    chats.remove(chat);
    for (Chat.Window window : chat.windows()) {
      try {
        keep(chat, window.page().get());
      } catch (ExecutionException e) {
        ledger.violation(
            Ledger.Kind.OTHER, "a page that takes every frame", chat.address(), "" + e.getCause());
      }
      cuts.addAndGet(window.reader().cuts());
    }
  }

  private void keep(Chat chat, ReaderPage page) {
    String leaf = page.position().split("\\.", -1)[1];
    pages.add(new Page(chat.address() + "?branch=" + leaf, page.messages()));
  }

  List<Chat> open() {
    return List.copyOf(chats);
  }

  List<Page> pages() {
    return List.copyOf(pages);
  }

  long cuts() {
    return cuts.get();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
