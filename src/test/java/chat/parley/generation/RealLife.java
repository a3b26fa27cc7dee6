package chat.parley.generation;

import chat.parley.account.AccountId;
import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.database.Database;
import chat.parley.generation.Claims.Piece;
import chat.parley.generation.Claims.Tokens;
import chat.parley.live.Feeds;
import chat.parley.markdown.Markdown;
import chat.parley.problem.Problem;
import chat.parley.provider.Model;
import chat.parley.provider.Providers;
import chat.parley.provider.RetryPolicy;
import chat.parley.support.SettableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The life of answers as it is: the real inbox, claims and recovery of two processes on a real
/// SQLite file. The tests play the workers, so that everything happens in the order of the deeds.
final class RealLife implements Life {
  private static final List<AccountId> ACCOUNTS = List.of(AccountId.LOCAL, new AccountId("bob"));

  private final Database database;
  private final Handle rows;
  private final SettableClock time = new SettableClock();
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final Conversations conversations;
  private final Claims claims;
  private final Inbox inbox;
  private final Transcript transcript;
  private final List<Conversation> chats = new ArrayList<>();
  private final List<AccountId> owners = new ArrayList<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Set<Worker> live = new LinkedHashSet<>();
  private final Map<String, List<LifeReader>> readers = new HashMap<>();
  private final Node[] processes = new Node[2];

  /// @param database is emptied
  /// @param rows a connection of its own to the same file
  RealLife(Database database, Handle rows) {
    this.database = database;
    this.rows = rows;
    database.write(RealLife::empty);
    conversations = new Conversations(database, () -> "chat" + chats.size(), clock);
    Generations generations = new Generations(database, clock);
    claims = new Claims(database, generations, clock);
    transcript = new Transcript(database);
    inbox = inbox(generations);
    processes[0] = new Node(0, 1, Leases.LENGTH);
    processes[1] = new Node(1, 1, Leases.LENGTH);
  }

  private static int empty(Handle handle) {
    handle.execute("delete from conversation");
    handle.execute("delete from sqlite_sequence");
    return handle.execute(
        "insert or ignore into account (id, name, created_at) values ('bob', 'Bob', 0)");
  }

  /// An inbox whose letters nobody takes out by himself.
  private Inbox inbox(Generations generations) {
    Feeds feeds = new Feeds(new Markdown());
    try (Publisher publisher = new Publisher(claims, feeds);
        Providers none =
            new Providers(
                List.of(), Optional.empty(), clock, Thread.ofVirtual().name("models").factory());
        Workers nobody =
            new Workers(
                new Desk(
                    database, claims, feeds, publisher, none, new RetryPolicy(() -> 0.5), 8192),
                recovery("nobody", Duration.ZERO, () -> 0L),
                LIMITS,
                "nobody")) {
      return new Inbox(database, conversations, generations, nobody, feeds, clock);
    }
  }

  private Recovery recovery(String name, Duration lease, Supplier<Long> nanoTime) {
    return new Recovery(
        database,
        new Generations(database, clock),
        new Leases(name, lease, nanoTime::get),
        provider -> provider.equals("continues"));
  }

  /// One that takes answers, and looks after those that others took.
  private final class Node {
    final int number;
    final int incarnation;
    final Recovery recovery;
    long nanos;

    Node(int number, int incarnation, Duration lease) {
      this.number = number;
      this.incarnation = incarnation;
      recovery = recovery(name(), lease, () -> nanos);
    }

    String name() {
      return String.valueOf("ab".charAt(number)) + incarnation;
    }

    Set<Long> writing() {
      return live.stream()
          .filter(worker -> worker.process.equals(name()))
          .map(worker -> worker.claim.id())
          .collect(Collectors.toSet());
    }
  }

  /// What the real one knows of the answer that it writes.
  private static final class Worker {
    final Claim claim;
    final String process;
    String text;
    String reasoning;
    boolean begun;

    Worker(Claim claim, String process, Generations.Written before) {
      this.claim = claim;
      this.process = process;
      text = before.text();
      reasoning = before.reasoning();
      begun = !text.isEmpty();
    }
  }

  @Override
  public String does(Deed deed) {
    time.advance(Duration.ofMillis(1));
    try {
      return done(deed);
    } catch (Problem refused) {
      return "refused";
    }
  }

  private String done(Deed deed) {
    return switch (deed) {
      case Deed.Begin(int account, String provider, int key) ->
          begun(
              account,
              inbox.begin(ACCOUNTS.get(account), letter(model(provider), key), model(provider)));
      case Deed.Send send -> {
        int chat = chat(send.chat());
        yield told(
            inbox.send(
                owner(chat),
                id(chat),
                letter(null, send.key()),
                chosen(chat),
                new Inbox.Place(send.branch(), send.edits())));
      }
      case Deed.Again(int pick, int message, String provider) -> {
        int chat = chat(pick);
        yield told(
            inbox.again(owner(chat), id(chat), new Wish(message, modelOrNull(provider), null)));
      }
      case Deed.Retry(int pick, int message, String provider) -> {
        int chat = chat(pick);
        yield told(
            inbox.retry(owner(chat), id(chat), new Wish(message, modelOrNull(provider), null)));
      }
      case Deed.Resume(int pick, int message) -> {
        int chat = chat(pick);
        yield told(inbox.resume(owner(chat), id(chat), new Wish(message, null, null)));
      }
      case Deed.Stop(int pick, int message) -> {
        int chat = chat(pick);
        inbox.stop(owner(chat), id(chat), message);
        yield "";
      }
      case Deed.Delete(int pick) -> {
        int chat = chat(pick);
        conversations.of(owner(chat)).delete(id(chat));
        yield "";
      }
      case Deed.Restore(int pick) -> {
        int chat = chat(pick);
        conversations.of(owner(chat)).restore(id(chat));
        yield "";
      }
      case Deed.Claim(int process) -> claim(processes[process].name());
      case Deed.Append(int worker, String text, String reasoning) ->
          append(worker(worker), text, reasoning);
      case Deed.Finish(int worker, Deed.How how, String rest) -> finish(worker(worker), how, rest);
      case Deed.Leave(int worker, String rest) -> leave(worker(worker), rest);
      case Deed.Drop(int worker) -> {
        live.remove(worker(worker));
        yield "";
      }
      case Deed.LeaveOut(int pick, int messages) -> {
        Worker worker = worker(pick);
        if (worker != null) {
          claims.leftOut(worker.claim, messages);
        }
        yield "";
      }
      case Deed.Renew(int process) ->
          names(claims.renew(processes[process].name()).stream().map(Claims.Stopped::id).toList());
      case Deed.Watch(int process, boolean othersRenew) ->
          watch(processes[process], processes[1 - process], othersRenew);
      case Deed.Crash(int process) -> {
        crash(process, Leases.LENGTH);
        yield "";
      }
      case Deed.Restart() -> {
        crash(0, Duration.ZERO);
        crash(1, Leases.LENGTH);
        String recovered = names(recovered(processes[0]));
        processes[0] = new Node(0, processes[0].incarnation, Leases.LENGTH);
        yield recovered;
      }
      case Deed.Look(int pick) -> {
        look(chat(pick));
        yield "";
      }
      case Deed.SetClock(int seconds) -> {
        time.advance(Duration.ofSeconds(seconds));
        yield "";
      }
    };
  }

  private String begun(int account, Inbox.Sent sent) {
    if (chats.stream().noneMatch(chat -> chat.id().equals(sent.conversation()))) {
      chats.add(conversations.of(ACCOUNTS.get(account)).find(sent.conversation()).orElseThrow());
      owners.add(ACCOUNTS.get(account));
    }
    return told(sent);
  }

  private String claim(String process) {
    List<String> claimed = new ArrayList<>();
    for (Claim claim : claims.claim(process, LIMITS).claims()) {
      claimed.add(Life.of(claim.conversation().value(), claim.message()));
      Worker worker = new Worker(claim, process, entry(claim).written());
      workers.add(worker);
      live.add(worker);
    }
    return claimed.toString();
  }

  private Transcript.Entry entry(Claim claim) {
    return transcript.message(claim.account(), claim.conversation(), claim.message()).orElseThrow();
  }

  private String append(@Nullable Worker worker, String text, String reasoning) {
    if (worker == null || (text + reasoning).isEmpty()) {
      return "";
    }
    boolean begins = !worker.begun && !text.isEmpty();
    worker.begun |= begins;
    if (!claims.append(List.of(new Piece(worker.claim, text, reasoning, begins)))[0]) {
      return "refused";
    }
    worker.text += text;
    worker.reasoning += reasoning;
    return "written";
  }

  private String finish(@Nullable Worker worker, Deed.How how, String rest) {
    if (worker == null) {
      return "";
    }
    live.remove(worker);
    return claims.finish(
            worker.claim, how.outcome(), worker.text + rest, worker.reasoning, Tokens.UNKNOWN)
        ? "ended"
        : "refused";
  }

  private String leave(@Nullable Worker worker, String rest) {
    if (worker == null || !live.remove(worker)) {
      return "";
    }
    String told = append(worker, rest, "");
    claims.leave(worker.claim);
    return told;
  }

  private String watch(Node watcher, Node other, boolean othersRenew) {
    Set<Long> recovered = new TreeSet<>();
    for (int look = 0; look < 5; look++) {
      if (othersRenew) {
        claims.renew(other.name());
      }
      recovered.addAll(recovered(watcher));
      watcher.nanos += TimeUnit.SECONDS.toNanos(3);
    }
    return names(recovered);
  }

  private static List<Long> recovered(Node process, Set<Long> writing) {
    return process.recovery.recover(writing).stream().map(Recovery.Orphan::id).toList();
  }

  private static List<Long> recovered(Node process) {
    return recovered(process, process.writing());
  }

  private void crash(int process, Duration lease) {
    live.removeIf(worker -> worker.process.equals(processes[process].name()));
    processes[process] = new Node(process, processes[process].incarnation + 1, lease);
  }

  private void look(int chat) {
    List<LifeReader> looking = readers.computeIfAbsent(id(chat).value(), _ -> new ArrayList<>());
    looking.add(new LifeReader(transcript, owner(chat), id(chat)));
    looking.forEach(LifeReader::look);
  }

  private int chat(int pick) {
    if (chats.isEmpty()) {
      throw Problem.notFound("There is no chat yet.");
    }
    return chats.size() - 1 - pick % chats.size();
  }

  private ConversationId id(int chat) {
    return chats.get(chat).id();
  }

  private AccountId owner(int chat) {
    return owners.get(chat);
  }

  private @Nullable Worker worker(int pick) {
    return workers.isEmpty() ? null : workers.get(workers.size() - 1 - pick % workers.size());
  }

  private static Letter letter(@Nullable Model named, int key) {
    return new Letter(Deed.TEXT, named, key == 0 ? null : "key" + key);
  }

  /// Who answers in a chat where a message names nobody.
  private Model chosen(int chat) {
    return conversations
        .of(owner(chat))
        .find(id(chat))
        .map(found -> new Model(found.provider(), found.model(), null))
        .orElseGet(() -> model("none"));
  }

  private static Model model(String provider) {
    return new Model(provider, "m", null);
  }

  private static @Nullable Model modelOrNull(String provider) {
    return provider.isEmpty() ? null : model(provider);
  }

  private static String told(Inbox.Sent sent) {
    return Life.of(sent.conversation().value(), sent.answer());
  }

  private String names(java.util.Collection<Long> generations) {
    Set<String> names = new TreeSet<>();
    for (long id : generations) {
      names.add(LifeRows.name(rows, id));
    }
    return names.toString();
  }

  @Override
  public List<String> stands() {
    return chats.stream().flatMap(chat -> LifeRows.of(rows, chat.id()).stream()).toList();
  }

  /// The revision of each chat, and of each of its messages, in the order of [#stands].
  List<Long> revisions() {
    return chats.stream().flatMap(chat -> LifeRows.revisions(rows, chat.id()).stream()).toList();
  }
}
