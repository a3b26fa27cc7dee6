package chat.parley.provider;

import chat.parley.provider.SseReader.SseEvent;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// How one protocol asks for an answer, and how it puts it into events. Made anew for each answer,
/// because some say at the start what counts at the end.
sealed interface WireFormat permits OpenAiFormat, AnthropicFormat, GeminiFormat, OllamaFormat {

  /// The body of the request.
  ObjectNode request(Prompt prompt);

  /// What an event says; a finish is taken for provisional, since some servers say it in each.
  StreamEvent read(SseEvent event);

  /// The messages of OpenAI's protocol and of Ollama's.
  static ArrayNode messages(Prompt prompt) {
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    for (Turn turn : prompt.joined()) {
      String role =
          switch (turn.role()) {
            case SYSTEM -> "system";
            case USER -> "user";
            case ASSISTANT -> "assistant";
          };
      messages.addObject().put("role", role).put("content", turn.text());
    }
    return messages;
  }
}
