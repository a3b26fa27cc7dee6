package chat.parley.generation;

import static chat.parley.generation.Life.REFUSED;

import chat.parley.generation.ModelChat.State;
import chat.parley.generation.ModelChat.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The workers of two processes, as they should be. The rules that may be got wrong stand alone, so
/// that a test can do that.
class ModelWorkers {
  final List<ModelChat> chats = new ArrayList<>();
  private final List<Writing> writings = new ArrayList<>();
  private final Set<Writing> live = new LinkedHashSet<>();
  private final int[] incarnations = {1, 1};

  /// A worker, which may have lost its claim.
  record Writing(Work work, int epoch, String process) {}

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

  /// The account with the fewest under way is next, then who waits longest; one answer at a time in
  /// a chat.
  String claim(int number) {
    String process = name(number);
    List<Work> claimed = new ArrayList<>();
    List<Work> first =
        chats.stream()
            .filter(chat -> !chat.deleted)
            .filter(chat -> chat.works().stream().noneMatch(w -> w.state == State.RUNNING))
            .flatMap(chat -> chat.works().stream().filter(w -> w.state == State.QUEUED).limit(1))
            .sorted(Comparator.comparingInt(work -> work.place))
            .toList();
    while (running().count() < Life.LIMITS.answers()) {
      Work next =
          first.stream()
              .filter(work -> work.state == State.QUEUED)
              .filter(work -> underWay(work.chat.account) < Life.LIMITS.ofAccount("any"))
              .filter(work -> underWay(work.provider) < Life.LIMITS.ofProvider("any"))
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
    return claimed.stream().map(w -> w.name()).toList().toString();
  }

  String append(@Nullable Writing writing, String text, String reasoning) {
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

  String finish(@Nullable Writing writing, String how, String rest) {
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
  String leave(@Nullable Writing writing, String rest) {
    if (writing == null || !live.remove(writing)) {
      return "";
    }
    String told = append(writing, rest, "");
    if (mayWrite(writing.work, writing.epoch)) {
      writing.work.crashes--;
    }
    return told;
  }

  String watch(int process, boolean othersRenew) {
    String self = name(process);
    String other = name(1 - process);
    return recoverAll(
        running()
            .filter(work -> !(othersRenew && work.holder.equals(other)))
            .filter(
                work -> live.stream().noneMatch(w -> w.process.equals(self) && w.work.equals(work)))
            .toList());
  }

  private String recoverAll(List<Work> orphans) {
    orphans.forEach(this::recover);
    return names(orphans);
  }

  void crash(int process) {
    String dead = name(process);
    live.removeIf(writing -> writing.process.equals(dead));
    incarnations[process]++;
  }

  private Stream<Work> running() {
    return chats.stream().flatMap(c -> c.works().stream()).filter(w -> w.state == State.RUNNING);
  }

  private long underWay(int account) {
    return running().filter(work -> work.chat.account == account).count();
  }

  private long underWay(String provider) {
    return running().filter(work -> work.provider.equals(provider)).count();
  }

  void drop(@Nullable Writing writing) {
    live.remove(writing);
  }

  void leaveOut(@Nullable Writing writing, int messages) {
    if (writing != null && mayWrite(writing.work, writing.epoch)) {
      writing.work.leftOut = messages;
    }
  }

  /// The leases of a process are renewed, and it is told of stops.
  String renew(int process) {
    String holder = name(process);
    return names(running().filter(w -> w.holder.equals(holder) && w.stop).toList());
  }

  /// All processes die, and one starts that has the database to itself.
  String restart() {
    crash(0);
    crash(1);
    return recoverAll(running().toList());
  }

  @Nullable Writing worker(int pick) {
    return writings.isEmpty() ? null : writings.get(writings.size() - 1 - pick % writings.size());
  }

  private String name(int process) {
    return String.valueOf("ab".charAt(process)) + incarnations[process];
  }

  private static String names(List<Work> works) {
    Set<String> names = new TreeSet<>();
    works.forEach(work -> names.add(work.name()));
    return names.toString();
  }
}
