package chat.parley.generation;

import chat.parley.generation.ModelChat.Post;
import chat.parley.generation.ModelChat.State;
import chat.parley.generation.ModelChat.Work;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The life of answers as it should be: no database, no threads, no time. What it says is the
/// specification, so it is written from the promises and not from the code.
final class LifeModel implements Life {
  private final ModelWorkers workers;
  private final List<ModelChat> chats;
  private int queued;

  LifeModel(ModelWorkers workers) {
    this.workers = workers;
    this.chats = workers.chats;
  }

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
      case Deed.Claim(int process) -> workers.claim(process);
      case Deed.Append(int worker, String text, String reasoning) ->
          workers.append(workers.worker(worker), text, reasoning);
      case Deed.Finish(int worker, Deed.How how, String rest) ->
          workers.finish(
              workers.worker(worker), how.name().toLowerCase(Locale.ROOT).replace('_', ' '), rest);
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
      case Deed.Look(int chat) -> chat(chat) == null ? REFUSED : "";
      case Deed.SetClock _ -> "";
    };
  }

  /// Where an answer that a person asks for stands: behind all that wait.
  private int lastPlace() {
    return ++queued;
  }

  private String begin(int account, String provider, String key) {
    // Whoever begins a chat names the model, and the same key for another one is another thing.
    String stored = key.isEmpty() ? "" : key + " " + provider;
    for (ModelChat chat : chats) {
      if (!key.isEmpty()
          && chat.account == account
          && !chat.deleted
          && chat.posts.getFirst().key.equals(stored)) {
        return Life.of(chat.name, chat.newestAnswer(1));
      }
    }
    ModelChat chat = new ModelChat("chat" + chats.size(), account, provider);
    chats.add(chat);
    return ask(chat, 0, stored);
  }

  private String send(@Nullable ModelChat chat, Deed.Send send) {
    if (chat == null || chat.deleted) {
      return REFUSED;
    }
    String key = key(send.key());
    for (Post post : chat.posts) {
      if (!key.isEmpty() && post.key.equals(key)) {
        return Life.of(chat.name, chat.newestAnswer(post.number));
      }
    }
    if (send.edits() == 0) {
      return ask(chat, chat.leafBelow(send.branch()), key);
    }
    Post edited = chat.post(send.edits());
    return edited == null || edited.work != null ? REFUSED : ask(chat, edited.parent, key);
  }

  private String ask(ModelChat chat, int parent, String key) {
    Post question = new Post(chat.posts.size() + 1, parent, key);
    chat.posts.add(question);
    return answer(chat, question.number);
  }

  private String answer(ModelChat chat, int question) {
    Post answer = new Post(chat.posts.size() + 1, question, "");
    chat.posts.add(answer);
    answer.work = new Work(chat, answer.number, chat.provider, lastPlace());
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

  private static @Nullable Work ended(@Nullable ModelChat chat, int message) {
    return chat == null ? null : chat.ended(message);
  }

  private static String stop(@Nullable ModelChat chat, int message) {
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

  private static String delete(@Nullable ModelChat chat, boolean deleted) {
    if (chat == null) {
      return REFUSED;
    }
    chat.deleted = deleted;
    return "";
  }

  private @Nullable ModelChat chat(int pick) {
    return chats.isEmpty() ? null : chats.get(chats.size() - 1 - pick % chats.size());
  }

  private static String key(int key) {
    return key == 0 ? "" : "key" + key;
  }

  @Override
  public List<String> stands() {
    return chats.stream().flatMap(chat -> chat.stands().stream()).toList();
  }
}
