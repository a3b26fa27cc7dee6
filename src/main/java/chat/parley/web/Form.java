package chat.parley.web;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.UrlEncoded;

/// What a form, or a program in its place, sent: names and values.
final class Form {
  /// The largest body, in bytes: a message of 100,000 characters fits in any script,
  /// percent-encoded too.
  static final int LARGEST_BODY = 1024 * 1024;

  private final Map<String, String> values;

  private Form(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  String value(String name) {
    return values.getOrDefault(name, "");
  }

  /// A value that was sent and is not blank.
  Optional<String> given(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  int number(String name) {
    return Exchange.number(value(name));
  }

  static Form read(Exchange exchange) {
    String type =
        Optional.ofNullable(exchange.header("Content-Type")).orElse("").split(";", 2)[0].strip();
    String body = body(exchange);
    return switch (type) {
      case "application/x-www-form-urlencoded" -> new Form(pairs(body));
      case "application/json" -> new Form(members(body));
      case "" -> {
        if (body.isEmpty()) {
          yield new Form(Map.of());
        }
        throw unsupported(type);
      }
      default -> throw unsupported(type);
    };
  }

  private static String body(Exchange exchange) {
    if (exchange.request().getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > LARGEST_BODY) {
      throw tooLarge();
    }
    try (InputStream in = Content.Source.asInputStream(exchange.request())) {
      byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
      if (bytes.length > LARGEST_BODY) {
        throw tooLarge();
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Exchange.broken("The form is not in UTF-8.");
    } catch (IOException e) {
      throw Exchange.broken("The form did not arrive whole. Send it again.");
    }
  }

  private static Map<String, String> pairs(String body) {
    Map<String, String> values = new HashMap<>();
    try {
      UrlEncoded.decodeUtf8To(body, 0, body.length(), (name, value) -> values.put(name, value));
    } catch (RuntimeException e) {
      throw Exchange.broken("The form is broken: it is not what a browser would send.");
    }
    return values;
  }

  private static Map<String, String> members(String body) {
    try {
      JsonNode object = Json.MAPPER.readTree(body);
      if (object == null || !object.isObject()) {
        throw Exchange.broken("The body must be a JSON object.");
      }
      Map<String, String> values = new HashMap<>();
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        if (!member.getValue().isNull()) {
          values.put(member.getKey(), member.getValue().asText());
        }
      }
      return values;
    } catch (JsonProcessingException e) {
      throw Exchange.broken("The body is not valid JSON.");
    }
  }

  private static Problem tooLarge() {
    return new Problem(
        Code.TOO_LARGE,
        "This is more than the %,d bytes that can be sent at once. Shorten it or send it in parts."
            .formatted(LARGEST_BODY));
  }

  private static Problem unsupported(String type) {
    return new Problem(
        Code.UNSUPPORTED,
        "Send application/x-www-form-urlencoded or application/json"
            + (type.isEmpty() ? "." : ", not " + type + "."));
  }
}
