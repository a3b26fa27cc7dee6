package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation.Progress;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.News;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.live.Position;
import chat.parley.user.AccountId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A reader who looks now and then, and each time holds what one who comes just then sees.
///
/// The text of an answer that is being written is not looked at: it comes by another way.
final class LifeReader {
  private final Transcript transcript;
  private final AccountId account;
  private final ConversationId chat;
  private final Map<Integer, String> page = new TreeMap<>();
  private Position position = Position.at(0, 0);
  private boolean came;

  LifeReader(Transcript transcript, AccountId account, ConversationId chat) {
    this.transcript = transcript;
    this.account = account;
    this.chat = chat;
  }

  void look() {
    if (!came) {
      transcript.end(account, chat, 0).ifPresent(this::anew);
      return;
    }
    switch (transcript.since(account, chat, position)) {
      case News.Gone() -> assertThat(transcript.end(account, chat, 0)).as("gone").isEmpty();
      case News.Behind() -> throw new AssertionError("the database has gone back");
      case News.Anew(Branch branch) -> {
        anew(branch);
        compare();
      }
      case News.Changed(Branch branch, List<TranscriptEntry> added) -> {
        assertThat(branch.conversation().revision())
            .as("revisions only grow")
            .isGreaterThanOrEqualTo(position.revision());
        branch.entries().forEach(entry -> page.replace(entry.number(), seen(entry)));
        added.forEach(entry -> page.put(entry.number(), seen(entry)));
        position = Position.at(branch.conversation().revision(), branch.leaf());
        compare();
      }
    }
  }

  private void anew(Branch branch) {
    came = true;
    page.clear();
    branch.entries().forEach(entry -> page.put(entry.number(), seen(entry)));
    position = Position.at(branch.conversation().revision(), branch.leaf());
  }

  private void compare() {
    Map<Integer, String> fresh = new TreeMap<>();
    transcript
        .end(account, chat, position.leaf())
        .orElseThrow()
        .entries()
        .forEach(entry -> fresh.put(entry.number(), seen(entry)));
    assertThat(page).as("a page of %s that was kept", chat.value()).isEqualTo(fresh);
  }

  private static String seen(TranscriptEntry entry) {
    Generation generation = entry.generation();
    String text = entry.written().text();
    if (generation == null) {
      return text + entry.siblings();
    }
    boolean running = generation.state() instanceof Progress.Running;
    String shown = running ? (text.isEmpty() ? "thinking" : "writing") : text;
    return generation.state()
        + " "
        + generation.epoch()
        + " "
        + generation.provider()
        + " left out "
        + generation.leftOut()
        + " "
        + shown
        + (running ? "" : " after " + entry.written().reasoning())
        + entry.siblings();
  }
}
