package chat.parley.generation;

import chat.parley.generation.TitleQueue.FirstExchange;
import chat.parley.generation.TitleQueue.WantedTitle;
import chat.parley.live.Channels;
import chat.parley.model.ModelModule;
import chat.parley.problem.StorageFault;
import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import chat.parley.user.AccountId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the model make the titles of chats, after their first answers.
///
/// Nobody waits for a title: it is asked for when nothing else is asked of its provider that would
/// have to wait, one at a time, and looked for once a second rather than at an answer's end. Which
/// chats want one stands in the database.
final class TitleGenerator implements AutoCloseable {
  /// A model that thinks for longer over six words has lost its way.
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /// Of the first message and of its answer, in characters.
  private static final int SHOWN = 1_500;

  /// Some reason in what looks like text, and mark only its end. In characters.
  private static final int MOST_TEXT = 8_000;

  private static final int MOST_REASONING = 20_000;

  private static final Logger log = LoggerFactory.getLogger(TitleGenerator.class);

  private final TitleQueue queue;
  private final Channels feeds;
  private final ModelModule models;
  private final TitleModel by;
  private final Duration poll;
  private final Map<String, TitleBeingMade> writing = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  /// @param aside whether it makes room for an answer
  private record TitleBeingMade(Thread thread, long since, AtomicBoolean aside) {}

  /// @param by who makes them
  /// @param poll how often it is looked for who wants one
  TitleGenerator(
      TitleQueue queue, Channels feeds, ModelModule models, TitleModel by, Duration poll) {
    this.queue = queue;
    this.feeds = feeds;
    this.models = models;
    this.by = by;
    this.poll = poll;
    this.thread = Thread.ofPlatform().daemon().name("titles").start(this::run);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(poll.toNanos());
      try {
        round();
      } catch (StorageFault e) {
        // The database says so itself: the next round tries again.
      } catch (RuntimeException e) {
        log.error("a round of titles failed", e);
      }
    }
  }

  private void round() {
    long now = System.nanoTime();
    writing.forEach((provider, one) -> {
      if (now - one.since() > LONGEST.toNanos()) {
        one.thread().interrupt();
      } else if (queue.isBusy(provider)) {
        one.aside().set(true);
        one.thread().interrupt();
      }
    });
    for (WantedTitle wanted : queue.wanted()) {
      if (closed) {
        return;
      }
      Model model = model(wanted);
      Optional<Provider> provider = models.catalogue().named(model.provider());
      if (provider.isEmpty() || !by.gives(model.provider())) {
        queue.later(wanted, TitleQueue.LONG_PAUSE);
      } else if (!writing.containsKey(model.provider()) && !queue.isBusy(model.provider())) {
        queue.claim(wanted).ifPresent(claimed -> start(claimed, provider.get(), model));
      }
    }
  }

  private Model model(WantedTitle wanted) {
    return by instanceof TitleModel.Named(String provider, String name)
            && mayRead(provider, wanted.account())
        ? new Model(provider, name, null)
        : new Model(wanted.provider(), wanted.model(), null);
  }

  /// What the owner writes goes by itself to no server that an admin connected.
  private boolean mayRead(String provider, AccountId account) {
    return !account.equals(AccountId.LOCAL) || models.connections().isOwners(provider);
  }

  private void start(WantedTitle claimed, Provider provider, Model model) {
    AtomicBoolean aside = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .name("title")
            .unstarted(() -> {
              try {
                make(claimed, provider, model, aside);
              } catch (StorageFault e) {
                // It is tried again later, like what a process left that ended.
              } catch (RuntimeException e) {
                log.error("title failed chat={}", claimed.chat().value(), e);
              } finally {
                writing.remove(model.provider());
              }
            });
    writing.put(model.provider(), new TitleBeingMade(writer, System.nanoTime(), aside));
    writer.start();
  }

  private void make(WantedTitle claimed, Provider provider, Model model, AtomicBoolean aside) {
    Optional<FirstExchange> said = queue.said(claimed);
    if (said.isEmpty()) {
      return; // deleted for good
    }
    Optional<String> title;
    try {
      title = ask(provider, model, said.get()).flatMap(TitleText::of);
    } catch (InterruptedException e) {
      if (closed || aside.get()) {
        queue.giveBack(claimed);
        return;
      }
      title = Optional.empty();
    }
    if (title.isPresent() || claimed.tries() >= TitleQueue.MOST_TRIES) {
      if (queue.end(claimed, title.orElse(null))) {
        feeds.changed(claimed.chat().value());
      }
    }
  }

  /// What the model says; none where it does not come to its end.
  static Optional<String> ask(Provider provider, Model model, FirstExchange said)
      throws InterruptedException {
    String task =
        """
        Write a title for the conversation below: 3 to 6 words in the language of the conversation, without quotes and without a full stop at the end. Answer with the title alone.

        <message>
        %s
        </message>

        <answer>
        %s
        </answer>
        """
            .formatted(shortened(said.question()), shortened(said.answer()));
    StringBuilder text = new StringBuilder();
    int[] reasoning = {0};
    try {
      Ending ending =
          provider.answer(
              new Prompt(model.name(), List.of(new Turn(TurnRole.USER, task))),
              chunk -> {
                switch (chunk) {
                  case Chunk.Text(String piece) -> text.append(piece);
                  case Chunk.Reasoning(String piece) -> reasoning[0] += piece.length();
                  case Chunk.TextWasReasoning _ -> text.setLength(0);
                }
                if (text.length() > MOST_TEXT || reasoning[0] > MOST_REASONING) {
                  throw new LongEnough();
                }
              });
      return ending instanceof Ending.Complete ? Optional.of(text.toString()) : Optional.empty();
    } catch (LongEnough e) {
      return Optional.of(text.toString());
    }
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + " …";
  }

  /// Begins no more of them, and leaves those that are under way to the next process.
  @Override
  public void close() {
    closed = true;
    Threads.end(thread);
    List<Thread> last = writing.values().stream().map(TitleBeingMade::thread).toList();
    last.forEach(Thread::interrupt);
    last.forEach(Threads::end);
  }

  /// There is more text than a title has.
  private static final class LongEnough extends RuntimeException {
    private static final long serialVersionUID = 1;

    LongEnough() {
      super("enough", null, false, false);
    }
  }
}
