package chat.parley.markdown;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One text that grows, as HTML for readers who each have a part of it.
///
/// A reader stands at a position, an offset into the text that [#openFrom] once returned, and holds
/// the HTML of what is closed before it; [#since] says what it lacks. Only complete lines are
/// parsed for closing: every block but the last is closed, and the last one shown as the tail, with
/// the unfinished line, until it is closed or its finished lines, rows or items can be appended.
///
/// The page: elements of class `rest` in the tail continue the container above it; `draft` is
/// source shown as it is (keep its line ends); a `code-end` inside `code` says that it is complete,
/// so highlight there, but not inside the tail.
///
/// What would cost more than [MarkdownLimits] allow stays source to the end, with a line that says
/// so.
///
/// Not thread-safe: callers synchronise. A call costs as much as the open tail is long, at most 16
/// KB; [#closed] and [#isSameAs] as much as the text.
public final class GrowingMarkdown {
  /// More than this is taken in several steps, so that only so much is in memory as a tree.
  private static final int STEP = 64 * 1024;

  private final SourceText source;
  private IncrementalParser parser;
  private @Nullable String tail;
  private boolean ended;

  /// Why the rest is shown as it is; null as long as it is not.
  private @Nullable String plain;

  private boolean noted;

  /// @param idPrefix makes the ids of open containers unique in a page, like `m4-`
  public GrowingMarkdown(Markdown markdown, String idPrefix) {
    source = new SourceText(markdown, idPrefix);
    parser = new IncrementalParser(source);
  }

  /// A text that has ended already: growing then gives what the text gives in one piece, links
  /// whose addresses come late and lists that turn loose late included.
  ///
  /// Its positions are not those of the same text while it grew.
  public static GrowingMarkdown ended(Markdown markdown, String idPrefix, String text) {
    GrowingMarkdown whole = new GrowingMarkdown(markdown, idPrefix);
    if (text.length() <= MarkdownLimits.LONGEST_WHOLE) {
      whole.source.text.append(text);
    } else {
      whole.append(text);
    }
    whole.end();
    return whole;
  }

  /// More text, as [SourceNormaliser#normalise] leaves it.
  public void append(String more) {
    source.heavy(length() - parser.from() + more.length(), () -> take(more));
  }

  private void take(String more) {
    tail = null;
    int start = 0;
    while (start < more.length()) {
      int end = Math.min(more.length(), start + STEP);
      if (end < more.length() && Character.isHighSurrogate(more.charAt(end - 1))) {
        end++;
      }
      source.text.append(more, start, end);
      String step = more.substring(start, end);
      orAsText(() -> growBy(step));
      start = end;
    }
  }

  /// Whatever goes wrong in a text, its reader gets the text.
  private void orAsText(Runnable work) {
    try {
      work.run();
      if (plain == null && parser.closed.length() > MarkdownLimits.mostHtml(length())) {
        stayText(PlainRest.TOO_MUCH);
      }
    } catch (TooSlow slow) {
      startAsText(PlainRest.NOT_IN_TIME);
    } catch (RuntimeException | StackOverflowError unreadable) {
      startAsText(PlainRest.NOT_READABLE);
    }
  }

  /// From the open end on.
  private void stayText(String reason) {
    plain = reason;
    if (!parser.isProvisional()) {
      parser.close(parser.from());
    }
  }

  /// All of it. Positions from before mean nothing any more.
  private void startAsText(String reason) {
    parser = new IncrementalParser(source);
    stayText(reason);
  }

  private void growBy(String more) {
    if (plain == null) {
      parser.parse(more);
    }
    if (parser.isTooLong()) {
      if (plain != null) {
        parser.closed.append(PlainRest.note(plain));
        noted = true;
      }
      parser.openProvisional();
    }
    parser.showRest();
  }

  public int length() {
    return source.text.length();
  }

  /// The newest position: where the open tail starts.
  public int openFrom() {
    return parser.closed.position();
  }

  /// Everything closed so far.
  public String closed() {
    return parser.closed.toString();
  }

  /// The open tail for show.
  public String tail() {
    if (tail == null) {
      source.heavy(length() - parser.from(), () -> orAsText(() -> tail = madeTail()));
      if (tail == null) {
        tail = madeTail();
      }
    }
    return tail;
  }

  private String madeTail() {
    if (plain != null && !parser.isProvisional()) {
      return parser.from() == length() ? "" : rest(plain);
    }
    return parser.tail();
  }

  private String rest(String reason) {
    return PlainRest.html(source.text.substring(parser.from()), reason);
  }

  /// What a reader at this position needs; empty where it never was a position: send the body from
  /// its start then.
  public Optional<Growth> since(int position) {
    return since(position, Integer.MAX_VALUE);
  }

  /// What a reader at this position needs next.
  ///
  /// @param limit about how many bytes at most, but for the tail and for what cannot be cut: one
  ///   block, item, row or line
  public Optional<Growth> since(int position, int limit) {
    return parser.closed.since(position, tail(), limit);
  }

  /// Nothing more comes: the tail is closed as it stands.
  public void end() {
    if (!ended) {
      ended = true;
      source.heavy(length() - parser.from(), () -> orAsText(this::close));
      if (parser.isProvisional()) {
        parser.keepProvisional();
        parser.closed.append(noted ? "" : PlainRest.note(PlainRest.TOO_MUCH));
      } else if (plain != null && parser.from() < length()) {
        parser.closed.append(rest(plain));
      }
      parser.markEnd();
      tail = "";
    }
  }

  private void close() {
    if (plain == null) {
      parser.end();
    }
  }

  /// Whether this, the whole text rendered in one piece, is what readers have put together after
  /// the end.
  public boolean isSameAs(String rendered) {
    return unmarked().equals(rendered);
  }

  /// Everything closed so far, without the ids that readers hold on to.
  String unmarked() {
    return source.withoutIds(closed());
  }

  /// What growing has cost so far, see [SourceText#work].
  long work() {
    return source.work();
  }
}
