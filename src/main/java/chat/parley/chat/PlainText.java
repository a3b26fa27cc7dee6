package chat.parley.chat;

import chat.parley.conversation.Role;
import chat.parley.generation.Generation;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.Entry;
import chat.parley.http.StreamWriter;
import chat.parley.live.GrowingAnswer;
import chat.parley.model.ModelMenu;
import chat.parley.provider.FaultMessages;
import java.io.IOException;

/// A chat as text for a terminal: each message under the name of who wrote it, and what grows as it
/// grows.
final class PlainText {
  private final StreamWriter outlet;
  private int begun;
  private int written;
  private int done;

  PlainText(StreamWriter outlet) {
    this.outlet = outlet;
  }

  /// Writes what has come since the last call.
  void write(Branch branch, MessageRenderer views) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Entry entry : branch.entries()) {
      if (entry.number() <= done) {
        continue;
      }
      if (entry.number() != begun) {
        begun = entry.number();
        written = 0;
        text.append("── ").append(name(entry)).append('\n');
      }
      String now = text(branch, entry, views);
      if (now.length() > written) {
        text.append(now, written, now.length());
        written = now.length();
      }
      Generation generation = entry.generation();
      if (generation != null && generation.open()) {
        break;
      }
      text.append(ending(generation)).append("\n\n");
      done = entry.number();
    }
    if (!text.isEmpty()) {
      outlet.write(text.toString());
    }
  }

  private static String text(Branch branch, Entry entry, MessageRenderer views) {
    return views
        .growing(branch.conversation(), entry.generation())
        .map(GrowingAnswer::text)
        .orElse(entry.written().text());
  }

  private static String name(Entry entry) {
    Generation generation = entry.generation();
    return entry.message().role() == Role.USER || generation == null
        ? "You"
        : ModelMenu.label(generation.provider(), generation.model());
  }

  private static String ending(@org.jspecify.annotations.Nullable Generation generation) {
    if (generation == null
        || !(generation.state() instanceof Generation.State.Ended(Outcome outcome))) {
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
