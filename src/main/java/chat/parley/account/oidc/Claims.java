package chat.parley.account.oidc;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a provider says, member by member. Each is read as what it means, in whatever type it was
/// written: providers send booleans and numbers as text, and one value where a list should be. What
/// cannot be read is as good as not said.
record Claims(JsonNode all) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /// In a list.
  private static final int MOST = 100;

  /// Characters that a moment has.
  private static final int LONGEST_NUMBER = 20;

  static final Claims NONE = new Claims(JsonNodeFactory.instance.objectNode());

  /// @throws IOException without a word of the text, which may hold secrets
  static Claims parse(String text) throws IOException {
    try {
      JsonNode read = MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
      if (read != null && read.isObject()) {
        return new Claims(read);
      }
    } catch (JacksonException e) {
      throw new IOException("it is no JSON" + where(e));
    }
    throw new IOException("it is no JSON object");
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : String.format(
            Locale.ENGLISH,
            " at line %d, column %d",
            e.getLocation().getLineNr(),
            e.getLocation().getColumnNr());
  }

  boolean has(String name) {
    return all.hasNonNull(name);
  }

  /// Text, or a whole number as its digits. Nothing else is one: rounded, two could become the
  /// same.
  @Nullable String text(String name) {
    return text(all.get(name));
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node != null && (node.isTextual() || node.isIntegralNumber()) ? node.asText() : null;
  }

  @Nullable Boolean truth(String name) {
    JsonNode node = all.get(name);
    if (node != null && node.isBoolean()) {
      return node.booleanValue();
    }
    String text = text(node);
    if (text == null) {
      return null;
    }
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> null;
    };
  }

  List<String> texts(String name) {
    JsonNode node = all.get(name);
    List<String> texts = new ArrayList<>();
    if (node != null) {
      for (JsonNode one : node.isArray() ? node : List.of(node)) {
        String text = text(one);
        if (text != null && texts.size() < MOST) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  List<Claims> objects(String name) {
    JsonNode node = all.get(name);
    List<Claims> objects = new ArrayList<>();
    if (node != null && node.isArray()) {
      for (JsonNode one : node) {
        if (one.isObject() && objects.size() < MOST) {
          objects.add(new Claims(one));
        }
      }
    }
    return objects;
  }

  /// Seconds since 1970 (RFC 7519 section 2), with a fraction or without.
  @Nullable Instant moment(String name) {
    JsonNode node = all.get(name);
    if (node == null || !(node.isNumber() || node.isTextual())) {
      return null;
    }
    String digits = node.asText().strip();
    try {
      return digits.length() > LONGEST_NUMBER
          ? null
          : Instant.ofEpochSecond((long) Double.parseDouble(digits));
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }
}
