package chat.parley.docs;

import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Answers questions about Parley with the sections of its docs that fit. Not a language model, and
/// it says so.
///
/// It writes at the pace of a quick model, so that people see before they connect one what an
/// answer looks like while it grows.
public final class Guide implements Provider {
  /// Pause after each piece, as shipped.
  public static final Duration PACE = Duration.ofMillis(15);

  /// The best section, one more if it fits nearly as well, and what to see also.
  private static final int MOST_HITS = 5;

  /// About three words.
  private static final int SHORTEST_PIECE = 16;

  /// A long answer gets longer pieces rather than more: with the pace that ships, 2.4 s.
  private static final int MOST_PIECES = 160;

  private static final String FENCE = "```";

  private final DocsIndex docs;
  private final Duration pause;

  /// @param pause after each piece; zero in tests
  public Guide(DocsIndex docs, Duration pause) {
    this.docs = docs;
    this.pause = pause;
  }

  @Override
  public String name() {
    return BUILT_IN;
  }

  @Override
  public Listing models() {
    return new Listing.Models(List.of(new Model(BUILT_IN, BUILT_IN, null)));
  }

  /// The same prompt gets the same answer, so going on is leaving out what stands there already.
  @Override
  public boolean continuesPrefix() {
    return true;
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    var turns = prompt.turns();
    boolean goesOn = !turns.isEmpty() && turns.getLast().role() == TurnRole.ASSISTANT;
    var answer = goesOn ? answer(turns.subList(0, turns.size() - 1)) : answer(turns);
    for (var piece : pieces(goesOn ? rest(turns.getLast().text(), answer) : answer)) {
      sink.accept(new Chunk.Text(piece));
      Thread.sleep(pause);
    }
    return new Ending.Complete(false, null, null);
  }

  private String answer(List<Turn> turns) throws InterruptedException {
    var said = turns.stream().filter(turn -> turn.role() == TurnRole.USER).map(Turn::text).toList();
    var question = said.isEmpty() ? "" : said.getLast();
    var reply = SmallTalk.replyTo(question);
    if (reply.isPresent()) {
      return reply.get();
    }
    var before = said.size() < 2 ? "" : said.get(said.size() - 2);
    boolean first = turns.stream().noneMatch(turn -> turn.role() == TurnRole.ASSISTANT);
    var hits = docs.find(question, before, MOST_HITS);
    return hits.isEmpty() ? SmallTalk.UNKNOWN : Quotation.of(hits, first);
  }

  /// The rest of an answer. Where the beginning is of another answer (the docs changed in between),
  /// the whole answer in a paragraph of its own.
  private static String rest(String begun, String answer) {
    if (answer.startsWith(begun)) {
      return answer.substring(begun.length());
    }
    // What follows an open code block would stand in it.
    boolean inCode = begun.lines().filter(line -> line.startsWith(FENCE)).count() % 2 == 1;
    return (inCode ? "\n" + FENCE : "") + "\n\n" + answer;
  }

  /// Pieces of a few words, as a model would send them; together they are the text.
  private static List<String> pieces(String text) {
    int size = Math.max(SHORTEST_PIECE, Math.ceilDiv(text.length(), MOST_PIECES));
    var pieces = new ArrayList<String>();
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(start + size, text.length());
      while (end < text.length() && !Character.isWhitespace(text.charAt(end - 1))) {
        end++;
      }
      pieces.add(text.substring(start, end));
      start = end;
    }
    return pieces;
  }
}
