package chat.parley.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The life of answers as it should be: no database, no threads, no time. What it says is the
/// specification, so it is written from the promises and not from the code.
class LifeModel implements Life {
  private static final String REFUSED = "refused";

  private final List<Chat> chats = new ArrayList<>();
  private final List<Writing> writings = new ArrayList<>();
  private final Set<Writing> live = new LinkedHashSet<>();
  private final int[] incarnations = {1, 1};
  private int answers;
  private int queued;

  /// Package-private, as the answers are, for models that are wrong on purpose.
  static final class Chat {
    final String name;
    final int account;
    final List<Post> posts = new ArrayList<>();
    String provider;
    boolean deleted;

    Chat(String name, int account, String provider) {
      this.name = name;
      this.account = account;
      this.provider = provider;
    }

    List<Work> works() {
      return posts.stream().map(post -> post.work).filter(Objects::nonNull).toList();
    }

    @Nullable Post post(int number) {
      return number < 1 || number > posts.size() ? null : posts.get(number - 1);
    }
  }

  static final class Post {
    final int number;
    final int parent;
    final String key;
    @Nullable Work work;

    Post(int number, int parent, String key) {
      this.number = number;
      this.parent = parent;
      this.key = key;
    }
  }

  enum State {
    QUEUED,
    RUNNING,
    ENDED
  }

  /// An answer.
  static final class Work {
    final int id;
    final Chat chat;
    final int message;
    State state = State.QUEUED;
    String outcome = "";
    int epoch;
    int crashes;
    boolean stop;
    String holder = "";
    int leftOut;
    String provider;
    String text = "";
    String reasoning = "";
    int place;

    Work(int id, Chat chat, int message, String provider, int place) {
      this.id = id;
      this.chat = chat;
      this.message = message;
      this.provider = provider;
      this.place = place;
    }

    void end(String how) {
      state = State.ENDED;
      outcome = how;
      holder = "";
    }
  }

  private record Writing(Work work, int epoch, String process) {}

  @Override
  public String does(Deed deed) {
    return switch (deed) {
      case Deed.Begin(int account, String provider, int key) -> begin(account, provider, key(key));
      case Deed.Send send -> send(chat(send.chat()), send);
      case Deed.Again(int chat, int message, String provider) -> {
        Work ended = ended(chat(chat), message);
        yield ended == null ? REFUSED : beside(ended, provider);
      }
      case Deed.Retry(int chat, int message, String provider) -> {
        Work ended = ended(chat(chat), message);
        yield ended == null
            ? REFUSED
            : ended.text.isEmpty() ? goOn(ended, choose(ended, provider)) : beside(ended, provider);
      }
      case Deed.Resume(int chat, int message) -> {
        Work ended = ended(chat(chat), message);
        yield ended == null || ended.outcome.equals("finished")
            ? REFUSED
            : goOn(ended, ended.provider);
      }
      case Deed.Stop(int chat, int message) -> stop(chat(chat), message);
      case Deed.Delete(int chat) -> delete(chat(chat), true);
      case Deed.Restore(int chat) -> delete(chat(chat), false);
      case Deed.Claim(int process) -> claim(name(process));
      case Deed.Append(int worker, String text, String reasoning) ->
          append(worker(worker), text, reasoning);
      case Deed.Finish(int worker, Deed.How how, String rest) ->
          finish(worker(worker), how.name().toLowerCase(Locale.ROOT).replace('_', ' '), rest);
      case Deed.Leave(int worker, String rest) -> leave(worker(worker), rest);
      case Deed.Drop(int worker) -> {
        live.remove(worker(worker));
        yield "";
      }
      case Deed.LeaveOut(int worker, int messages) -> {
        Writing writing = worker(worker);
        if (writing != null && mayWrite(writing.work, writing.epoch)) {
          writing.work.leftOut = messages;
        }
        yield "";
      }
      case Deed.Renew(int process) -> names(held(name(process)).filter(work -> work.stop).toList());
      case Deed.Watch(int process, boolean othersRenew) -> watch(process, othersRenew);
      case Deed.Crash(int process) -> {
        crash(process);
        yield "";
      }
      case Deed.Restart() -> {
        crash(0);
        crash(1);
        yield recover(running().toList());
      }
      case Deed.Look(int chat) -> chat(chat) == null ? REFUSED : "";
      case Deed.SetClock _ -> "";
    };
  }

  /// Who may write: the worker of the newest epoch, while it runs.
  boolean mayWrite(Work work, int epoch) {
    return work.state == State.RUNNING && work.epoch == epoch;
  }

  /// How often processes may die over one answer.
  int mostCrashes() {
    return 3;
  }

  /// What becomes of an answer whose process has died.
  void recover(Work work) {
    work.holder = "";
    if (work.stop) {
      work.end("stopped");
    } else if (work.crashes + 1 >= mostCrashes()) {
      work.end("failed CRASHED");
    } else if (work.text.isEmpty() || work.provider.equals("continues")) {
      work.state = State.QUEUED;
      work.crashes++;
    } else {
      work.end("interrupted");
    }
  }

  /// Where an answer that a person asks for stands: behind all that wait.
  int lastPlace() {
    return ++queued;
  }

  private String begin(int account, String provider, String key) {
    // Whoever begins a chat names the model, and the same key for another one is another thing.
    String stored = key.isEmpty() ? "" : key + " " + provider;
    for (Chat chat : chats) {
      if (!key.isEmpty()
          && chat.account == account
          && !chat.deleted
          && chat.posts.getFirst().key.equals(stored)) {
        return Life.of(chat.name, newestAnswer(chat, 1));
      }
    }
    Chat chat = new Chat("chat" + chats.size(), account, provider);
    chats.add(chat);
    return ask(chat, 0, stored);
  }

  private String send(@Nullable Chat chat, Deed.Send send) {
    if (chat == null || chat.deleted) {
      return REFUSED;
    }
    String key = key(send.key());
    for (Post post : chat.posts) {
      if (!key.isEmpty() && post.key.equals(key)) {
        return Life.of(chat.name, newestAnswer(chat, post.number));
      }
    }
    if (send.edits() == 0) {
      return ask(chat, leafBelow(chat, send.branch()), key);
    }
    Post edited = chat.post(send.edits());
    return edited == null || edited.work != null ? REFUSED : ask(chat, edited.parent, key);
  }

  private static int newestAnswer(Chat chat, int question) {
    return chat.posts.stream()
        .filter(post -> post.parent == question)
        .mapToInt(post -> post.number)
        .max()
        .orElseThrow();
  }

  private static int leafBelow(Chat chat, int number) {
    if (chat.post(number) == null) {
      return chat.posts.size();
    }
    return chat.posts.stream()
        .filter(post -> post.parent == number)
        .max(Comparator.comparingInt(post -> post.number))
        .map(child -> leafBelow(chat, child.number))
        .orElse(number);
  }

  private String ask(Chat chat, int parent, String key) {
    Post question = new Post(chat.posts.size() + 1, parent, key);
    chat.posts.add(question);
    return answer(chat, question.number);
  }

  private String answer(Chat chat, int question) {
    Post answer = new Post(chat.posts.size() + 1, question, "");
    chat.posts.add(answer);
    answer.work = new Work(++answers, chat, answer.number, chat.provider, lastPlace());
    return Life.of(chat.name, answer.number);
  }

  private String beside(Work ended, String provider) {
    choose(ended, provider);
    return answer(ended.chat, Objects.requireNonNull(ended.chat.post(ended.message)).parent);
  }

  private static String choose(Work ended, String provider) {
    if (!provider.isEmpty()) {
      ended.chat.provider = provider;
    }
    return ended.chat.provider;
  }

  private String goOn(Work ended, String provider) {
    ended.state = State.QUEUED;
    ended.outcome = "";
    ended.crashes = 0;
    ended.stop = false;
    ended.provider = provider;
    ended.place = lastPlace();
    return Life.of(ended.chat.name, ended.message);
  }

  private static @Nullable Work ended(@Nullable Chat chat, int message) {
    Post post = chat == null || chat.deleted ? null : chat.post(message);
    Work work = post == null ? null : post.work;
    return work == null || work.state != State.ENDED ? null : work;
  }

  private static String stop(@Nullable Chat chat, int message) {
    if (chat == null || chat.deleted) {
      return REFUSED;
    }
    Post post = chat.post(message);
    Work work = post == null ? null : post.work;
    if (work != null && work.state == State.QUEUED) {
      work.end("stopped");
    } else if (work != null && work.state == State.RUNNING) {
      work.stop = true;
    }
    return "";
  }

  private static String delete(@Nullable Chat chat, boolean deleted) {
    if (chat == null || chat.deleted == deleted) {
      return REFUSED;
    }
    chat.deleted = deleted;
    return "";
  }

  /// The account with the fewest under way is next, then who waits longest; one answer at a time in
  /// a chat.
  private String claim(String process) {
    List<Work> claimed = new ArrayList<>();
    List<Work> first =
        chats.stream()
            .filter(chat -> !chat.deleted)
            .filter(chat -> chat.works().stream().noneMatch(w -> w.state == State.RUNNING))
            .flatMap(chat -> chat.works().stream().filter(w -> w.state == State.QUEUED).limit(1))
            .sorted(Comparator.comparingInt(work -> work.place))
            .toList();
    while (running().count() < LIMITS.answers()) {
      Work next =
          first.stream()
              .filter(work -> work.state == State.QUEUED)
              .filter(work -> underWay(work.chat.account) < LIMITS.ofAccount())
              .filter(work -> underWay(work.provider) < LIMITS.ofProvider())
              .min(Comparator.comparingLong(work -> underWay(work.chat.account)))
              .orElse(null);
      if (next == null) {
        break;
      }
      next.state = State.RUNNING;
      next.epoch++;
      next.holder = process;
      claimed.add(next);
      Writing writing = new Writing(next, next.epoch, process);
      writings.add(writing);
      live.add(writing);
    }
    return claimed.stream().map(w -> Life.of(w.chat.name, w.message)).toList().toString();
  }

  private String append(@Nullable Writing writing, String text, String reasoning) {
    if (writing == null || (text + reasoning).isEmpty()) {
      return "";
    }
    if (!mayWrite(writing.work, writing.epoch)) {
      return REFUSED;
    }
    writing.work.text += text;
    writing.work.reasoning += reasoning;
    return "written";
  }

  private String finish(@Nullable Writing writing, String how, String rest) {
    if (writing == null) {
      return "";
    }
    live.remove(writing);
    if (!mayWrite(writing.work, writing.epoch)) {
      return REFUSED;
    }
    writing.work.text += rest;
    writing.work.end(how.equals("failed") ? "failed TIMED_OUT" : how);
    return "ended";
  }

  /// The next process finds it as if this one had crashed, which does not count.
  private String leave(@Nullable Writing writing, String rest) {
    if (writing == null || !live.remove(writing)) {
      return "";
    }
    String told = append(writing, rest, "");
    if (mayWrite(writing.work, writing.epoch)) {
      writing.work.crashes--;
    }
    return told;
  }

  private String watch(int process, boolean othersRenew) {
    String self = name(process);
    String other = name(1 - process);
    return recover(
        running()
            .filter(work -> !(othersRenew && work.holder.equals(other)))
            .filter(
                work -> live.stream().noneMatch(w -> w.process.equals(self) && w.work.equals(work)))
            .toList());
  }

  private String recover(List<Work> orphans) {
    orphans.forEach(this::recover);
    return names(orphans);
  }

  private void crash(int process) {
    String dead = name(process);
    live.removeIf(writing -> writing.process.equals(dead));
    incarnations[process]++;
  }

  private java.util.stream.Stream<Work> running() {
    return chats.stream().flatMap(c -> c.works().stream()).filter(w -> w.state == State.RUNNING);
  }

  private java.util.stream.Stream<Work> held(String process) {
    return running().filter(work -> work.holder.equals(process));
  }

  private long underWay(int account) {
    return running().filter(work -> work.chat.account == account).count();
  }

  private long underWay(String provider) {
    return running().filter(work -> work.provider.equals(provider)).count();
  }

  private @Nullable Chat chat(int pick) {
    return chats.isEmpty() ? null : chats.get(chats.size() - 1 - pick % chats.size());
  }

  private @Nullable Writing worker(int pick) {
    return writings.isEmpty() ? null : writings.get(writings.size() - 1 - pick % writings.size());
  }

  private String name(int process) {
    return String.valueOf("ab".charAt(process)) + incarnations[process];
  }

  private static String key(int key) {
    return key == 0 ? "" : "key" + key;
  }

  private static String names(List<Work> works) {
    Set<String> names = new TreeSet<>();
    works.forEach(work -> names.add(Life.of(work.chat.name, work.message)));
    return names.toString();
  }

  @Override
  public List<String> stands() {
    List<String> lines = new ArrayList<>();
    for (Chat chat : chats) {
      lines.add(chat.name + (chat.deleted ? " deleted " : " ") + chat.provider);
      for (Post post : chat.posts) {
        Work work = post.work;
        lines.add(
            work == null
                ? Life.question(post.number, post.parent, Deed.TEXT)
                : new Standing(
                        work.state == State.ENDED
                            ? work.outcome
                            : work.state.name().toLowerCase(Locale.ROOT),
                        work.epoch,
                        work.crashes,
                        work.stop,
                        work.holder,
                        work.leftOut,
                        work.provider,
                        work.text,
                        work.reasoning)
                    .line(post.number, post.parent));
      }
    }
    return lines;
  }
}
