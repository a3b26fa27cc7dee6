package chat.parley.generation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A chat of the model: its messages, and the work on those that are answers.
final class ModelChat {
  final String name;
  final int account;
  final List<Post> posts = new ArrayList<>();
  String provider;
  boolean deleted;

  ModelChat(String name, int account, String provider) {
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

  /// The work on an answer that has ended; null for everything else.
  @Nullable Work ended(int message) {
    Post post = deleted ? null : post(message);
    Work work = post == null ? null : post.work;
    return work == null || work.state != State.ENDED ? null : work;
  }

  int newestAnswer(int question) {
    return posts.stream()
        .filter(post -> post.parent == question)
        .mapToInt(post -> post.number)
        .max()
        .orElseThrow();
  }

  /// The end of the branch through a message; the newest message where that is not there.
  int leafBelow(int number) {
    if (post(number) == null) {
      return posts.size();
    }
    return posts.stream()
        .filter(post -> post.parent == number)
        .max(Comparator.comparingInt(post -> post.number))
        .map(child -> leafBelow(child.number))
        .orElse(number);
  }

  List<String> stands() {
    List<String> lines = new ArrayList<>();
    lines.add(name + (deleted ? " deleted " : " ") + provider);
    for (Post post : posts) {
      Work work = post.work;
      lines.add(
          work == null
              ? Life.question(post.number, post.parent, Deed.TEXT)
              : work.standing().line(post.number, post.parent));
    }
    return lines;
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
    final ModelChat chat;
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

    Work(ModelChat chat, int message, String provider, int place) {
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

    public String name() {
      return Life.of(chat.name, message);
    }

    Life.Standing standing() {
      return new Life.Standing(
          state == State.ENDED ? outcome : state.name().toLowerCase(Locale.ROOT),
          epoch,
          crashes,
          stop,
          holder,
          leftOut,
          provider,
          text,
          reasoning);
    }
  }
}
