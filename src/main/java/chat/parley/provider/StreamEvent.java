package chat.parley.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one event of an answer's stream says, in whichever protocol.
sealed interface StreamEvent {

  /// Numbers like `-Infinity` stand in the probabilities that some servers add; the rest is what
  /// servers write that put their JSON together by hand.
  ObjectMapper JSON =
      JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS,
              JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
              JsonReadFeature.ALLOW_TRAILING_COMMA,
              JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .build();

  /// A piece of the answer, where any part may be absent: empty, or null.
  record Delta(String text, String reasoning, @Nullable Finish finish, @Nullable TokenUsage usage)
      implements StreamEvent {

    /// Keeps the connection open and says nothing.
    static final Delta NOTHING = new Delta("", "", null, null);

    boolean hasCharacters() {
      return !text.isEmpty() || !reasoning.isEmpty();
    }
  }

  /// The answer's end, as far as its text goes.
  ///
  /// @param said the server's own word for it
  record Finish(Reason reason, String said) {

    /// Servers that must say something say that they have not finished.
    static boolean isNone(String reason) {
      String word = reason.strip().toLowerCase(Locale.ROOT);
      return word.isEmpty() || word.equals("null") || word.equals("none");
    }

    enum Reason {
      STOP,
      LENGTH,
      /// The provider, or the model itself, refuses to go on.
      REFUSED,
      TOOLS,
      /// The server gave up in the middle.
      BROKEN
    }
  }

  /// Tokens as the server counts them.
  record TokenUsage(int prompt, int completion) {

    static @Nullable TokenUsage of(JsonNode prompt, JsonNode completion) {
      return prompt.canConvertToInt() && completion.canConvertToInt()
          ? new TokenUsage(prompt.intValue(), completion.intValue())
          : null;
    }
  }

  /// Nothing more comes but the stream's end.
  record StreamEnd() implements StreamEvent {}

  /// The server says that it failed.
  record ServerError(JsonNode error) implements StreamEvent {}

  /// Not of this protocol.
  record Unreadable() implements StreamEvent {}

  /// The error that an object tells of. Gateways put an empty one into every piece, and MiniMax one
  /// whose code is zero.
  static Optional<JsonNode> error(JsonNode root) {
    return Optional.of(root.path("error"))
        .filter(error -> !isNothing(error))
        .or(() ->
            Optional.of(root.path("base_resp"))
                .filter(answer -> answer.path("status_code").asInt(0) != 0));
  }

  private static boolean isNothing(JsonNode node) {
    return switch (node.getNodeType()) {
      case MISSING, NULL -> true;
      case BOOLEAN -> !node.booleanValue();
      case NUMBER -> node.asDouble() == 0;
      case STRING -> Finish.isNone(node.textValue());
      case ARRAY -> node.isEmpty();
      case OBJECT -> {
        for (JsonNode field : node) {
          if (!field.isContainerNode() && !isNothing(field)) {
            yield false;
          }
          if (!field.isEmpty()) {
            yield false;
          }
        }
        yield true;
      }
      default -> false;
    };
  }

  /// The first of several answers to one question. Others were not asked for, and are not mixed
  /// into it.
  static JsonNode first(JsonNode answers) {
    for (JsonNode answer : answers) {
      if (answer.path("index").asInt(0) == 0) {
        return answer;
      }
    }
    return answers.path(answers.size());
  }

  /// The object that a text is, where it is one.
  static Optional<JsonNode> object(String text) {
    try {
      return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
