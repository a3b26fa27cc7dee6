package chat.parley.markdown;

import java.util.Optional;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/// One text that grows, as HTML for readers who each have a part of it.
///
/// Not thread-safe: callers synchronise; every method is cheap.
public final class GrowingMarkdown {
  private final Markdown markdown;
  private final String idPrefix;
  private final StringBuilder text = new StringBuilder();
  private final KnownDefinitions definitions = new KnownDefinitions();
  private final Parser parser = Markdown.parserKnowing(definitions);
  private final ClosedHtml closed = new ClosedHtml();
  private int from;
  private @Nullable String tail;

  public GrowingMarkdown(Markdown markdown, String idPrefix) {
    this.markdown = markdown;
    this.idPrefix = idPrefix;
  }

  /// More text, as [Source#normalise] leaves it.
  public void append(String more) {
    text.append(more);
    tail = null;
    if (more.indexOf('\n') >= 0) {
      grow(text.lastIndexOf("\n") + 1);
    }
  }

  public int length() {
    return text.length();
  }

  /// The newest position: where the open tail starts.
  public int openFrom() {
    return closed.position();
  }

  /// Everything closed so far.
  public String closed() {
    return closed.toString();
  }

  /// The open tail for show.
  public String tail() {
    if (tail == null) {
      tail = markdown.html(parser.parse(text.substring(from)));
    }
    return tail;
  }

  /// What a reader at this position needs; empty where it never was a position: send the whole body
  /// then.
  public Optional<Growth> since(int position) {
    return closed.since(position, tail());
  }

  /// Nothing more comes: the tail is closed as it stands.
  public void end() {
    if (from < text.length()) {
      closed.append(tail());
      from = text.length();
      closed.mark(from);
    }
    tail = "";
  }

  /// Whether the text in one piece looks the same as what its readers have put together.
  public boolean isSameAs(String rendered) {
    return closed().replaceAll(" id=\"" + idPrefix + "o\\d+\"", "").equals(rendered);
  }

  private void grow(int lines) {
    Node document = parser.parse(text.substring(from, lines));
    Node last = document.getLastChild();
    if (last == null) {
      return;
    }
    int start = from + last.getSourceSpans().getFirst().getInputIndex();
    start = text.lastIndexOf("\n", start - 1) + 1;
    for (Node block = document.getFirstChild(); !block.equals(last); block = block.getNext()) {
      definitions.collect(block);
      closed.append(markdown.html(block));
    }
    from = start;
    closed.mark(from);
  }
}
