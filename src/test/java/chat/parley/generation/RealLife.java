package chat.parley.generation;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.ConversationId;
import chat.parley.conversation.Conversations;
import chat.parley.database.Database;
import chat.parley.live.Channels;
import chat.parley.markdown.Markdown;
import chat.parley.problem.Problem;
import chat.parley.provider.Model;
import chat.parley.support.SettableClock;
import chat.parley.usage.Admission;
import chat.parley.usage.UsageRecorder;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The life of answers as it is: the real submissions, queue and recovery of two processes on a
/// real SQLite file. The workers are played, so that everything happens in the order of the deeds.
final class RealLife implements Life {
  private static final List<AccountId> ACCOUNTS = List.of(AccountId.LOCAL, new AccountId("bob"));
  private static final Admission ADMITTED = _ -> {};

  private final Database database;
  private final Handle rows;
  private final SettableClock time = new SettableClock();
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final Conversations conversations;
  private final Submissions submissions;
  private final Transcript transcript;
  private final List<Conversation> chats = new ArrayList<>();
  private final List<AccountId> owners = new ArrayList<>();
  private final RealWorkers workers;
  private final Map<String, List<LifeReader>> readers = new HashMap<>();

  /// @param database is emptied
  /// @param rows a connection of its own to the same file
  RealLife(Database database, Handle rows) {
    this.database = database;
    this.rows = rows;
    database.write(RealLife::empty);
    conversations = new Conversations(database, () -> "chat" + chats.size(), clock);
    Generations generations =
        new Generations(database, new UsageRecorder((_, _) -> Optional.empty(), clock), clock);
    transcript = new Transcript(database);
    workers = new RealWorkers(database, rows, clock);
    submissions = submissions(generations);
  }

  private static int empty(Handle handle) {
    handle.execute("delete from conversation");
    handle.execute("delete from sqlite_sequence");
    return handle.execute(
        "insert or ignore into account (id, name, created_at) values ('bob', 'Bob', 0)");
  }

  /// Submissions whose answers nobody claims by himself.
  private Submissions submissions(Generations generations) {
    Channels channels = new Channels(new Markdown());
    try (WorkerPool nobody =
        new WorkerPool(
            new Queue(database, LIMITS, "nobody", clock),
            workers.recovery("nobody", Duration.ZERO, () -> 0L),
            channels,
            QueueTimings.SHIPPED,
            _ -> {
              throw new AssertionError("Nobody claims");
            })) {
      return new Submissions(
          database, conversations, new ChatWriter(generations, clock), nobody, channels);
    }
  }

  @Override
  public String does(Deed deed) {
    time.advance(Duration.ofMillis(1));
    try {
      return done(deed);
    } catch (Problem refused) {
      return REFUSED;
    }
  }

  private String done(Deed deed) {
    return switch (deed) {
      case Deed.Begin(int account, String provider, int key) ->
          begun(
              account,
              submissions.begin(
                  ACCOUNTS.get(account),
                  newMessage(model(provider), key),
                  model(provider),
                  ADMITTED));
      case Deed.Send send -> {
        int chat = chat(send.chat());
        yield told(
            submissions.send(
                owner(chat),
                id(chat),
                newMessage(null, send.key()),
                chosen(chat),
                new Submissions.MessagePlace(send.branch(), send.edits()),
                ADMITTED));
      }
      case Deed.Again(int pick, int message, String provider) -> {
        int chat = chat(pick);
        yield told(
            submissions.again(
                owner(chat),
                id(chat),
                new AnswerRequest(message, modelOrNull(provider), null),
                ADMITTED));
      }
      case Deed.Retry(int pick, int message, String provider) -> {
        int chat = chat(pick);
        yield told(
            submissions.retry(
                owner(chat),
                id(chat),
                new AnswerRequest(message, modelOrNull(provider), null),
                ADMITTED));
      }
      case Deed.Resume(int pick, int message) -> {
        int chat = chat(pick);
        yield told(
            submissions.resume(
                owner(chat), id(chat), new AnswerRequest(message, null, null), ADMITTED));
      }
      case Deed.Stop(int pick, int message) -> {
        int chat = chat(pick);
        submissions.stop(owner(chat), id(chat), message);
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
      case Deed.Claim(int process) -> workers.claim(process);
      case Deed.Append(int worker, String text, String reasoning) ->
          workers.append(workers.worker(worker), text, reasoning);
      case Deed.Finish(int worker, Deed.How how, String rest) ->
          workers.finish(workers.worker(worker), how, rest);
      case Deed.Leave(int worker, String rest) -> workers.leave(workers.worker(worker), rest);
      case Deed.Drop(int worker) -> {
        workers.drop(workers.worker(worker));
        yield "";
      }
      case Deed.LeaveOut(int worker, int messages) -> {
        workers.leaveOut(workers.worker(worker), messages);
        yield "";
      }
      case Deed.Renew(int process) -> workers.renew(process);
      case Deed.Watch(int process, boolean othersRenew) -> workers.watch(process, othersRenew);
      case Deed.Crash(int process) -> {
        workers.crash(process);
        yield "";
      }
      case Deed.Restart() -> workers.restart();
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

  private String begun(int account, Submissions.Submitted sent) {
    if (chats.stream().noneMatch(chat -> chat.id().equals(sent.conversation()))) {
      chats.add(conversations.of(ACCOUNTS.get(account)).find(sent.conversation()).orElseThrow());
      owners.add(ACCOUNTS.get(account));
    }
    return told(sent);
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

  private static NewMessage newMessage(@Nullable Model named, int key) {
    return new NewMessage(Deed.TEXT, named, key == 0 ? null : "key" + key);
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

  private static String told(Submissions.Submitted sent) {
    return Life.of(sent.conversation().value(), sent.answer());
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
