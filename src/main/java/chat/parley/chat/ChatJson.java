package chat.parley.chat;

import chat.parley.conversation.Conversation;
import chat.parley.conversation.Message;
import chat.parley.conversation.MessageRole;
import chat.parley.generation.Generation;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Transcript.Branch;
import chat.parley.generation.Transcript.TranscriptEntry;
import chat.parley.model.ModelRef;
import chat.parley.provider.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A chat for programs: the messages of a branch.
public final class ChatJson {
  private ChatJson() {}

  static Map<String, Object> of(Branch branch) {
    Conversation conversation = branch.conversation();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", conversation.id().value());
    json.put("title", conversation.title());
    json.put("model", new ModelRef(conversation.provider(), conversation.model()).toString());
    json.put("url", Urls.chat(conversation.id()));
    json.put("messages", branch.entries().stream().map(ChatJson::message).toList());
    return json;
  }

  private static Map<String, Object> message(TranscriptEntry entry) {
    Message message = entry.message();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", message.number());
    json.put("role", message.role().name().toLowerCase(Locale.ROOT));
    json.put("text", entry.written().text());
    json.put("created", message.createdAt().toString());
    Generation generation = entry.generation();
    if (message.role() == MessageRole.ASSISTANT && generation != null) {
      json.put("model", new ModelRef(generation.provider(), generation.model()).toString());
      json.put("state", state(generation));
      if (generation.state() instanceof Generation.Progress.Ended(Outcome.Failed(var fault))) {
        json.put("fault", word(fault.kind()));
      }
    }
    List<Integer> siblings = entry.siblings().numbers();
    if (siblings.size() > 1) {
      json.put("siblings", siblings);
    }
    return json;
  }

  /// How programs call a fault.
  public static String word(Fault.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static String state(Generation generation) {
    return switch (generation.state()) {
      case Generation.Progress.Queued() -> "queued";
      case Generation.Progress.Running() -> "running";
      case Generation.Progress.Ended(Outcome outcome) ->
          outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    };
  }
}
