package chat.parley.chat;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Transcript;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.News;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.live.Position;
import chat.parley.user.AccountId;
import java.util.Optional;

/// One chat, as the account reads it that it belongs to; for all others there is nothing in it.
record OwnedTranscript(Transcript transcript, AccountId account, ConversationId id) {
  /// The newest messages of the newest branch.
  Optional<Branch> end() {
    return transcript.end(account, id, 0);
  }

  News since(Position position) {
    return transcript.since(account, id, position);
  }

  /// Whether each message of a page leads to the branch's last.
  boolean leads(Branch branch) {
    return !branch.entries().isEmpty()
        && transcript.leads(id, branch.entries().getFirst().number(), branch.leaf());
  }

  Optional<TranscriptEntry> message(int number) {
    return transcript.message(account, id, number);
  }

  /// The text of an answer that has ended.
  Optional<String> ended(int number) {
    return message(number)
        .filter(entry -> entry.generation() != null && !entry.generation().open())
        .map(entry -> entry.written().text());
  }
}
