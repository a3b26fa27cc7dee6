package chat.parley.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Reads what a server says of an error, in whichever form it puts that.
final class ErrorBody {

  private static final List<String> MESSAGES =
      List.of(
          "message",
          "detail",
          "msg",
          "error_description",
          "errorMessage",
          "title",
          "reason",
          "status_msg");

  private static final List<String> CODES =
      List.of("type", "code", "status", "error_type", "error_code", "param");

  /// Of what stands around the error, and is not about the answer as a whole.
  private static final List<String> CODES_BESIDE = List.of("code", "error_type", "error_code");

  private static final int MOST_SAID = 10_000;

  private ErrorBody() {}

  /// The status that it names; 0 where it names none.
  static int status(JsonNode error) {
    for (String name :
        new String[] {"code", "status", "status_code", "http_status", "error_code"}) {
      JsonNode code = error.path(name);
      int number = code.isTextual() ? number(code.textValue().strip()) : code.asInt(0);
      if (number >= 300 && number < 600) {
        return number;
      }
    }
    return ofMiniMax(error.path("status_code").asInt(0));
  }

  /// The status that one of MiniMax's codes stands for.
  private static int ofMiniMax(int code) {
    return switch (code) {
      case 1004, 2049 -> 401;
      case 1008 -> 402;
      case 1002 -> 429;
      case 2013 -> 400;
      default -> 0;
    };
  }

  private static int number(String text) {
    return text.length() == 3 && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(text)
        : 0;
  }

  /// The words of a body, which is taken as it is where it is no JSON.
  static String said(String body) {
    try {
      JsonNode root = StreamEvent.JSON.readTree(body);
      return root == null || !root.isContainerNode() ? body : said(root);
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  /// The message, with the codes that stand beside it: these name the fault more surely than words.
  static String said(JsonNode body) {
    // Google's errors may come in an array, Cloudflare's have one.
    JsonNode root = body.isArray() && body.path(0).has("error") ? body.get(0) : body;
    JsonNode error = within(root);
    StringBuilder said = new StringBuilder(error.isTextual() ? error.textValue() : message(error));
    CODES.forEach(name -> add(said, error.path(name)));
    if (!error.equals(root)) {
      CODES_BESIDE.forEach(name -> add(said, root.path(name)));
    }
    // OpenRouter passes on what the model's own host said.
    JsonNode raw = error.path("metadata").path("raw");
    if (raw.isTextual()) {
      said.append(": ").append(raw.textValue());
    }
    return said.toString();
  }

  private static JsonNode within(JsonNode root) {
    JsonNode error =
        root.hasNonNull("error")
            ? root.get("error")
            : root.hasNonNull("errors") ? root.get("errors") : root;
    if (error.isArray() && !error.isEmpty()) {
      error = error.get(0);
    }
    boolean isDeeper = error.path("error").isContainerNode() || error.path("error").isTextual();
    return isDeeper ? error.get("error") : error;
  }

  private static void add(StringBuilder said, JsonNode code) {
    if (code.isTextual() && !code.textValue().isEmpty() && said.length() < MOST_SAID) {
      said.append(" (").append(code.textValue()).append(')');
    }
  }

  private static String message(JsonNode error) {
    for (String name : MESSAGES) {
      JsonNode message = error.path(name);
      if (message.isTextual() && !message.textValue().isBlank()) {
        return message.textValue();
      }
    }
    return error.toString();
  }
}
