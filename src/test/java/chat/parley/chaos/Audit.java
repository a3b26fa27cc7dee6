package chat.parley.chaos;

import chat.parley.chaos.Ledger.Count;
import chat.parley.chaos.Ledger.Kind;
import chat.parley.chaos.Numbered.Word;
import chat.parley.support.DataFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Compares what there is in the end, every byte of it, with what the model said, what people were
/// told, and what readers saw.
final class Audit {
  private static final String ANSWERS =
      """
      select m.conversation_id, m.number, m.parent, coalesce(g.outcome, g.state) || coalesce(' ' || g.fault_kind, ''), q.text, m.text
      from message m
      join generation g on g.conversation_id = m.conversation_id and g.message = m.number
      join message q on q.conversation_id = m.conversation_id and q.number = m.parent
      """;

  private final Model model;
  private final Ledger ledger;
  private final DataFile file;
  private final Map<String, Integer> outcomes = new TreeMap<>();

  Audit(Servers servers, Model model, Ledger ledger) {
    this.model = model;
    this.ledger = ledger;
    this.file = new DataFile(servers.data());
  }

  private record Answer(
      String chat, int number, int parent, String outcome, int question, String text) {
    String where() {
      return chat + "#" + number;
    }

    /// @param row as [#ANSWERS] gives it; the text may have anything in it
    static Answer of(String row) {
      String[] parts = row.split("\\|", 6);
      return new Answer(
          "/chat/" + parts[0],
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          parts[3],
          Numbered.lastQuestion(parts[4]),
          parts[5]);
    }
  }

  /// How the answers ended.
  Map<String, Integer> outcomes() {
    return outcomes;
  }

  /// Answers that are not at their end.
  List<String> open() {
    return file.rows(
        "select conversation_id, message, state, epoch from generation where state <> 'ended'");
  }

  void check() {
    for (String open : open()) {
      ledger.violation(Kind.STUCK, "an end", open, "none");
    }
    List<Answer> answers = file.rows(ANSWERS).stream().map(Answer::of).toList();
    messages();
    numbers(answers);
    answers.forEach(this::text);
    seen(answers);
  }

  /// Every accepted message is there once, where people were told.
  private void messages() {
    Map<Integer, List<String>> chats = new HashMap<>();
    for (String row : file.rows("select conversation_id, text from message where role = 'user'")) {
      String[] parts = row.split("\\|", 2);
      int question = Numbered.lastQuestion(parts[1]);
      chats.computeIfAbsent(question, _ -> new ArrayList<>()).add("/chat/" + parts[0]);
      ledger.count(Count.BYTES, parts[1].length());
      if (!parts[1].equals(Numbered.question(question))) {
        ledger.violation(Kind.LOST, Numbered.question(question), parts[0], parts[1]);
      }
    }
    for (Ledger.Message accepted : ledger.accepted()) {
      List<String> found = chats.getOrDefault(accepted.question(), List.of());
      if (!found.contains(accepted.chat())) {
        ledger.violation(
            Kind.LOST,
            "the message in " + accepted.chat(),
            "question " + accepted.question(),
            "" + found);
      }
    }
    chats.forEach((question, found) -> {
      if (found.size() > 1) {
        ledger.violation(Kind.DOUBLED, "one message", "question " + question, "" + found);
      }
    });
  }

  /// Every message has one answer, and those that were asked for beside it.
  private void numbers(List<Answer> answers) {
    Map<String, Integer> found = new HashMap<>();
    for (Answer answer : answers) {
      found.merge(answer.chat() + "#" + answer.parent(), 1, Integer::sum);
      outcomes.merge(answer.outcome(), 1, Integer::sum);
    }
    found.forEach((message, count) -> {
      int hash = message.indexOf('#');
      Ledger.Again others =
          ledger.agains(message.substring(0, hash), Integer.parseInt(message.substring(hash + 1)));
      if (count < 1 + others.accepted().get()) {
        ledger.violation(Kind.LOST, 1 + others.accepted().get() + " answers", message, "" + count);
      }
      if (count > 1 + others.tried().get()) {
        ledger.violation(
            Kind.DOUBLED,
            "at most " + (1 + others.tried().get()) + " answers",
            message,
            "" + count);
      }
    });
    long questions = file.rows("select number from message where role = 'user'").size();
    if (found.size() != questions) {
      ledger.violation(Kind.LOST, questions + " messages with an answer", "all", "" + found.size());
    }
  }

  /// The text is what the model said, from its first character on; all of it where it has finished.
  private void text(Answer answer) {
    String text = answer.text();
    ledger.count(Count.BYTES, text.getBytes(StandardCharsets.UTF_8).length);
    List<Word> words = Numbered.words(text);
    ledger.check(answer.where(), words);
    int asked = words.isEmpty() ? askedOf(answer) : words.getFirst().asked();
    if (!Numbered.isBeginning(text, answer.question(), asked)) {
      String whole = Numbered.text(answer.question(), asked, words.size() + 12);
      ledger.violation(
          Kind.LOST, "a beginning of " + whole, answer.where() + " " + answer.outcome(), text);
    } else if (answer.outcome().equals("finished")
        && !model.ends(answer.question(), asked, text.length())) {
      ledger.violation(
          Kind.LOST, "the end that the model gave it", answer.where() + " finished", text);
    } else if (answer.outcome().equals("interrupted") && text.isEmpty()) {
      ledger.violation(
          Kind.STUCK, "written by itself, without text", answer.where(), "interrupted");
    }
  }

  /// Where the text is shorter than a word.
  private int askedOf(Answer answer) {
    return IntStream.rangeClosed(1, model.asked(answer.question()))
        .filter(asked -> Numbered.isBeginning(answer.text(), answer.question(), asked))
        .findFirst()
        .orElse(1);
  }

  /// No reader saw a word that is not there.
  private void seen(List<Answer> answers) {
    Map<String, Ledger.Seen> there = new HashMap<>();
    for (Answer answer : answers) {
      List<Word> words = Numbered.words(answer.text());
      there.put(
          answer.where(),
          new Ledger.Seen(words.isEmpty() ? 0 : words.getFirst().asked(), words.size()));
    }
    ledger
        .seen()
        .forEach((where, seen) -> {
          Ledger.Seen now = there.getOrDefault(where, new Ledger.Seen(0, 0));
          if (seen.words() > now.words() || (seen.words() > 0 && seen.asked() != now.asked())) {
            ledger.violation(Kind.TAKEN_BACK, "at least " + seen, where, "" + now);
          }
        });
  }
}
