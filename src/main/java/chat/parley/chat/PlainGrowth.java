package chat.parley.chat;

import chat.parley.http.StreamWriter;
import chat.parley.live.GrowingAnswer;
import chat.parley.markdown.Growth;
import java.io.IOException;
import java.time.Duration;

/// An answer that grows in a page without script: what is closed is appended for good, what is open
/// is appended anew, and the style sheet hides what came before it.
///
/// Nothing can be appended inside an element there, so a block counts as closed only when the
/// answer has gone on beyond it. Its open part comes at most twice a second.
final class PlainGrowth {
  private static final Duration PACE = Duration.ofMillis(500);

  private final StreamWriter writer;
  private int base;
  private int shown;
  private String pending = "";
  private int version = -1;
  private boolean begun;

  PlainGrowth(StreamWriter writer) {
    this.writer = writer;
  }

  void grow(GrowingAnswer answer) throws IOException, InterruptedException {
    if (answer.version() == version) {
      return;
    }
    version = answer.version();
    if (!begun) {
      begun = true;
      writer.write("<div class=\"grown\">\n");
    }
    Growth more = answer.since(shown).orElse(null);
    Growth all = answer.since(base).orElse(null);
    if (more == null || all == null) {
      return;
    }
    StringBuilder html = new StringBuilder();
    if (more.patch() == null) {
      html.append(pending);
      base = shown;
      pending = more.blocks();
    } else {
      pending = all.blocks();
    }
    shown = more.to();
    html.append("<div class=\"tail\">").append(pending).append(more.tail()).append("</div>\n");
    writer.write(html.toString());
    Thread.sleep(PACE);
  }

  /// The whole answer, in the place of what has grown.
  void end(String rendered) throws IOException {
    writer.write(begun ? "</div><div class=\"whole\">" + rendered + "</div>\n" : rendered + "\n");
  }
}
