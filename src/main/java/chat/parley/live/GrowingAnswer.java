package chat.parley.live;

import chat.parley.markdown.GrowingMarkdown;
import chat.parley.markdown.Growth;
import chat.parley.markdown.Markdown;
import chat.parley.markdown.SourceNormaliser;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer that is being written, or was until a moment ago, in the memory of the process that
/// writes it.
///
/// The publisher appends to it what the database has already. Readers ask for what comes after
/// their position; each version is rendered once, by the first reader that wants it, and shared.
/// Safe for use by many threads.
///
/// Rendering may stand in line for the processor, and who writes never waits for it: the monitor of
/// this guards the text and is held for moments only, that of `markdown` guards what is rendered.
/// The first is never held while waiting for the second.
public final class GrowingAnswer {
  /// How many readers' frames of one version are kept: readers who keep up stand at one position,
  /// and who asks from positions of their own making gets no memory for it.
  private static final int MOST_RENDERED = 64;

  /// What a reader gets at once, about, in bytes: who is cut off in the middle of it starts there
  /// again, so it must fit into what the kernel still delivers then.
  public static final int PART = 8 * 1024;

  /// The epoch in the positions of those who get an answer in parts that has ended already: no
  /// worker ever has it.
  public static final int ENDED = 0;

  private final int message;
  private final int epoch;
  private final StringBuilder text;
  private final SourceNormaliser normaliser = new SourceNormaliser();
  private boolean ended;
  private int version;

  // From here on under the monitor of `markdown`.
  private final GrowingMarkdown markdown;
  private final Map<Position, Optional<AnswerGrowth>> rendered = new HashMap<>();
  private @Nullable Boolean sameAsRendered;
  private int renderedVersion;

  /// How long the text is that is rendered.
  private int shows;

  GrowingAnswer(Markdown markdown, int message, int epoch, String text) {
    this(
        message,
        epoch,
        new StringBuilder(text),
        new GrowingMarkdown(markdown, "m" + message + "-"));
  }

  private GrowingAnswer(int message, int epoch, StringBuilder text, GrowingMarkdown markdown) {
    this.message = message;
    this.epoch = epoch;
    this.text = text;
    this.markdown = markdown;
  }

  /// An answer that has ended and is in memory no more, for readers that get it in parts.
  public static GrowingAnswer ended(Markdown markdown, int message, String text) {
    GrowingAnswer answer =
        new GrowingAnswer(
            message,
            ENDED,
            new StringBuilder(),
            GrowingMarkdown.ended(markdown, "m" + message + "-", text));
    answer.ended = true;
    return answer;
  }

  public int message() {
    return message;
  }

  public int epoch() {
    return epoch;
  }

  /// Counts the publications, so that a reader can tell whether there is something new.
  public synchronized int version() {
    return version;
  }

  /// Everything that is published.
  public synchronized String text() {
    return text.toString();
  }

  /// A provider's chunk as it will stand in the text: what cannot be decided yet, like half a
  /// surrogate pair, comes with the next.
  public synchronized String normalise(String chunk) {
    return normaliser.accept(chunk);
  }

  /// What {@link #normalise} still holds back when nothing more comes.
  public synchronized String endOfInput() {
    return normaliser.end();
  }

  /// Appends what the database has.
  public synchronized void publish(String piece) {
    text.append(piece);
    version++;
  }

  /// Closes it: all of it is rendered as closed blocks from now on.
  public synchronized void end() {
    ended = true;
    version++;
  }

  /// What it looks like now, for a page that holds nothing of it yet.
  public AnswerSnapshot snapshot() {
    synchronized (markdown) {
      catchUp();
      return new AnswerSnapshot(markdown.closed(), markdown.tail(), markdown.openFrom(), shows);
    }
  }

  /// Whether nothing more comes.
  public synchronized boolean ended() {
    return ended;
  }

  /// The first part of what it looks like now, for a page that holds nothing of it yet.
  public AnswerGrowth beginning() {
    return after(new Position(0, 0, message, epoch, 0)).orElseThrow();
  }

  /// All that comes after an offset, whatever its size; nothing where no reader can stand.
  public Optional<Growth> since(int offset) {
    synchronized (markdown) {
      catchUp();
      return markdown.since(offset);
    }
  }

  /// What comes next after a position, at most about [#PART]; nothing when the position is not one
  /// of this answer.
  public Optional<AnswerGrowth> after(Position position) {
    if (position.message() != message || position.epoch() != epoch) {
      return Optional.empty();
    }
    synchronized (markdown) {
      catchUp();
      if (rendered.size() >= MOST_RENDERED && !rendered.containsKey(position)) {
        rendered.clear();
      }
      return rendered.computeIfAbsent(position, this::render);
    }
  }

  /// Whether pages that grew with this answer show what the full render shows. Of an answer that
  /// has ended that is found out once for all readers.
  public boolean isSameAs(Supplier<String> rendered) {
    if (!ended()) {
      return false;
    }
    synchronized (markdown) {
      if (sameAsRendered == null) {
        catchUp();
        sameAsRendered = markdown.isSameAs(rendered.get());
      }
      return sameAsRendered;
    }
  }

  private Optional<AnswerGrowth> render(Position from) {
    return markdown
        .since(from.offset(), PART)
        // Only frames that leave the position where it is can overtake each other unnoticed.
        .map(growth ->
            AnswerGrowth.of(
                from,
                from.growing(message, epoch, growth.to()),
                growth,
                growth.isLast() ? shows : 0));
  }

  /// Renders what is published by now; until the next call everything rendered is of that version.
  private void catchUp() {
    String more;
    boolean over;
    synchronized (this) {
      if (renderedVersion != version) {
        rendered.clear();
      }
      renderedVersion = version;
      shows = text.length();
      // The text of an answer that is in memory no more is not here, but in `markdown` alone.
      more = text.substring(Math.min(markdown.length(), shows));
      over = ended;
    }
    if (!more.isEmpty()) {
      markdown.append(more);
    }
    if (over) {
      markdown.end();
    }
  }

  /// What a page that is rendered now shows.
  ///
  /// @param blocks safe HTML of what is closed
  /// @param tail safe HTML of what is open
  /// @param offset where the tail begins
  /// @param shows how long the source is that this shows
  public record AnswerSnapshot(String blocks, String tail, int offset, int shows) {}
}
