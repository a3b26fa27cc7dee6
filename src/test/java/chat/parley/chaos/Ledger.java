package chat.parley.chaos;

import chat.parley.chaos.Numbered.Word;
import chat.parley.support.ReaderPage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jsoup.nodes.Element;

/// What people were told and what readers saw, to be compared with what there is in the end. Safe
/// for use by many threads.
final class Ledger {
  private static final int MOST_PRINTED = 40;

  private final Map<Integer, Message> accepted = new ConcurrentHashMap<>();
  private final Map<String, Again> agains = new ConcurrentHashMap<>();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);
  private final Map<Kind, AtomicLong> violations = new EnumMap<>(Kind.class);
  private final long seed;

  /// What is counted on the way.
  enum Count {
    CONTINUED,
    STOPS_PRESSED,
    AGAIN,
    SENT_TWICE,
    KILLS,
    KILLS_IN_FLIGHT,
    PAUSES,
    TAKEOVERS,
    DRAINS,
    CUTS,
    BYTES
  }

  /// What must not be.
  enum Kind {
    LOST,
    DOUBLED,
    TAKEN_BACK,
    STUCK,
    OTHER
  }

  /// A message that Parley has said it has.
  ///
  /// @param chat its address
  record Message(int question, String chat) {}

  /// How often other answers to a message were asked for.
  record Again(AtomicLong tried, AtomicLong accepted) {}

  /// The most that any reader saw of an answer.
  record Seen(int asked, int words) {}

  Ledger(long seed) {
    this.seed = seed;
    for (Count count : Count.values()) {
      counts.put(count, new AtomicLong());
    }
    for (Kind kind : Kind.values()) {
      violations.put(kind, new AtomicLong());
    }
  }

  void accepted(int question, String address) {
    String chat = address.replaceFirst("[?].*", "");
    Message before = accepted.putIfAbsent(question, new Message(question, chat));
    if (before != null && !before.chat().equals(chat)) {
      violation(
          Kind.DOUBLED, "one message, one chat: " + before.chat(), "question " + question, chat);
    }
  }

  List<Message> accepted() {
    return List.copyOf(accepted.values());
  }

  Again agains(String chat, int answer) {
    return agains.computeIfAbsent(
        chat + "#" + answer, _ -> new Again(new AtomicLong(), new AtomicLong()));
  }

  Map<String, Seen> seen() {
    return Map.copyOf(seen);
  }

  void count(Count what) {
    count(what, 1);
  }

  void count(Count what, long more) {
    of(counts, what).addAndGet(more);
  }

  long counted(Count what) {
    return of(counts, what).get();
  }

  long violations(Kind kind) {
    return of(violations, kind).get();
  }

  boolean clean() {
    return violations.values().stream().allMatch(count -> count.get() == 0);
  }

  /// Counts something that must not be, and prints what one needs to look for its reason.
  void violation(Kind kind, String expected, String where, String found) {
    if (of(violations, kind).incrementAndGet() <= MOST_PRINTED) {
      System.out.printf(
          "%s seed=%d %s%n    expected: %s%n    found: %s%n",
          kind, seed, where, expected, shortened(found));
    }
  }

  /// One page and what it has shown so far.
  final class Watched {
    private final String chat;
    private final Map<String, Seen> shown = new HashMap<>();

    Watched(String chat) {
      this.chat = chat;
    }

    /// Compares a page with what it showed before. To be called by its reader alone.
    void look(ReaderPage page) {
      for (Element article : page.document().select("article[data-role=assistant]")) {
        String answer = article.attr("data-message");
        String where = chat + "#" + answer;
        Element body = article.selectFirst(".message-body");
        List<Word> words = Numbered.words(body == null ? "" : body.text());
        check(where, words);
        Seen now = new Seen(words.isEmpty() ? 0 : words.getFirst().asked(), words.size());
        Seen before = shown.getOrDefault(answer, now);
        if (now.words() < before.words() || (before.words() > 0 && now.asked() != before.asked())) {
          violation(Kind.TAKEN_BACK, "no less than " + before, where, now.toString());
        }
        shown.put(answer, now);
        seen.merge(where, now, Ledger.this::more);
      }
    }
  }

  private Seen more(Seen one, Seen other) {
    return one.words() >= other.words() ? one : other;
  }

  /// Whether words follow each other from the first one.
  void check(String where, List<Word> words) {
    for (int place = 0; place < words.size(); place++) {
      Word word = words.get(place);
      Word expected = new Word(words.getFirst().question(), words.getFirst().asked(), place);
      if (!word.equals(expected)) {
        violation(
            word.place() < place ? Kind.DOUBLED : Kind.LOST,
            expected.toString(),
            where,
            words.subList(Math.max(0, place - 2), Math.min(words.size(), place + 3)).toString());
        return;
      }
    }
  }

  private static <K> AtomicLong of(Map<K, AtomicLong> map, K key) {
    AtomicLong found = map.get(key);
    if (found == null) {
      throw new IllegalStateException("all keys are there");
    }
    return found;
  }

  private static String shortened(String text) {
    String line = text.replace("\n", "\\n");
    return line.length() <= 300 ? line : line.substring(0, 300) + "…";
  }
}
