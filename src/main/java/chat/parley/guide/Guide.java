package chat.parley.guide;

import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import chat.parley.search.Question;
import chat.parley.search.SectionIndex;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Answers questions about Parley with the sections of its docs that fit. Not a language model, and
/// it says so.
///
/// It writes at the pace of a quick model, so that people see before they connect one what an
/// answer looks like while it grows.
public final class Guide implements Provider {
  public static final String NAME = "guide";

  /// Pause after each piece, as shipped.
  public static final Duration PACE = Duration.ofMillis(15);

  /// The best section, one more if it fits nearly as well, and what to see also.
  private static final int MOST_HITS = 5;

  private final SectionIndex docs;
  private final Duration pause;

  /// @param pause after each piece; zero in tests
  public Guide(SectionIndex docs, Duration pause) {
    this.docs = docs;
    this.pause = pause;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Listing models() {
    return new Listing.Models(List.of(new Model(NAME, NAME, null)));
  }

  /// The same prompt gets the same answer, so going on is leaving out what stands there already.
  @Override
  public boolean continuesPrefix() {
    return true;
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    var talk = Talk.of(prompt.turns());
    var rest = Continuation.of(talk.begun(), write(talk));
    for (var piece : Pieces.of(rest)) {
      sink.accept(new Chunk.Text(piece));
      Thread.sleep(pause);
    }
    return new Ending.Complete(false, null, null);
  }

  private String write(Talk talk) throws InterruptedException {
    var reply = SmallTalk.replyTo(talk.question());
    if (reply.isPresent()) {
      return reply.get();
    }
    var hits = docs.find(new Question(talk.question(), talk.before()), MOST_HITS);
    return hits.isEmpty() ? Replies.UNKNOWN : Answer.from(hits, talk.first());
  }
}
