package chat.parley.chat;

import chat.parley.conversation.MessageRole;
import chat.parley.generation.Generation;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.http.StreamWriter;
import chat.parley.live.GrowingAnswer;
import chat.parley.model.ModelMenu;
import chat.parley.provider.FaultMessages;
import java.io.IOException;

/// A chat as text for a terminal: each message under the name of who wrote it, and what grows as it
/// grows.
///
/// The line with the name is ended when the first text comes. Until then it can grow, which shows
/// that the answer is still waited for; within a text nothing can be added that is not of it.
final class PlainText {
  private final StreamWriter writer;
  private int begun;
  private int written;
  private int done;
  private boolean headingIsOpen;

  PlainText(StreamWriter writer) {
    this.writer = writer;
  }

  /// Writes what has come since the last call.
  void write(Branch branch, MessageRenderer renderer) throws IOException {
    StringBuilder text = new StringBuilder();
    for (TranscriptEntry entry : branch.entries()) {
      if (entry.number() <= done) {
        continue;
      }
      if (entry.number() != begun) {
        begun = entry.number();
        written = 0;
        text.append("── ").append(name(entry));
        headingIsOpen = true;
      }
      String now = text(branch, entry, renderer);
      if (now.length() > written) {
        endHeading(text);
        text.append(now, written, now.length());
        written = now.length();
      }
      Generation generation = entry.generation();
      if (generation != null && generation.open()) {
        break;
      }
      endHeading(text);
      text.append(ending(generation)).append("\n\n");
      done = entry.number();
    }
    if (!text.isEmpty()) {
      writer.write(text.toString());
    }
  }

  private void endHeading(StringBuilder text) {
    if (headingIsOpen) {
      text.append('\n');
      headingIsOpen = false;
    }
  }

  /// Shows that there is still an answer to come, where that can be shown.
  void showLife() throws IOException {
    if (headingIsOpen) {
      writer.write(" ─");
    }
  }

  private static String text(Branch branch, TranscriptEntry entry, MessageRenderer renderer) {
    return renderer
        .growing(branch.conversation(), entry.generation())
        .map(GrowingAnswer::text)
        .orElse(entry.written().text());
  }

  private static String name(TranscriptEntry entry) {
    Generation generation = entry.generation();
    return entry.message().role() == MessageRole.USER || generation == null
        ? "You"
        : ModelMenu.label(generation.provider(), generation.model());
  }

  private static String ending(@org.jspecify.annotations.Nullable Generation generation) {
    if (generation == null
        || !(generation.state() instanceof Generation.Progress.Ended(Outcome outcome))) {
      return "";
    }
    return switch (outcome) {
      case Outcome.Finished _ -> "";
      case Outcome.Stopped _ -> "\n[stopped]";
      case Outcome.Interrupted _ -> "\n[interrupted]";
      case Outcome.Failed(var fault) -> "\n[failed: " + FaultMessages.reason(fault.kind()) + "]";
    };
  }
}
