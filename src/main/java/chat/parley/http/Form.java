package chat.parley.http;

import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jetty.util.UrlEncoded;

/// What a form, or a program in its place, sent: names and values.
public final class Form {
  /// The largest body, in bytes: a message of 100,000 characters fits in any script,
  /// percent-encoded too.
  static final int LARGEST_BODY = 1024 * 1024;

  /// More than the largest form has, which is that of all models of a connection.
  private static final int MOST_VALUES = 20_000;

  private final Map<String, String> values;

  private Form(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  /// A value that was sent and is not blank.
  public Optional<String> given(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
  }

  /// Everything that was sent, by name.
  public SortedMap<String, String> all() {
    return new TreeMap<>(values);
  }

  public int number(String name) {
    return Request.number(value(name));
  }

  static Form read(Request request) {
    if (request.isLook()) {
      return new Form(Map.of());
    }
    String type =
        Optional.ofNullable(request.header("Content-Type")).orElse("").split(";", 2)[0].strip();
    String body = body(request);
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

  private static String body(Request request) {
    byte[] bytes = request.body().read(request.request(), request.response());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Request.broken("The form is not in UTF-8.");
    }
  }

  private static Map<String, String> pairs(String body) {
    Map<String, String> values = new HashMap<>();
    try {
      UrlEncoded.decodeUtf8To(body, 0, body.length(), (name, value) -> put(values, name, value));
    } catch (Problem problem) {
      throw problem;
    } catch (RuntimeException e) {
      throw Request.broken("The form is broken: it is not what a browser would send.");
    }
    return values;
  }

  private static void put(Map<String, String> values, String name, String value) {
    if (values.size() >= MOST_VALUES) {
      throw new Problem(
          Code.TOO_LARGE,
          String.format(
              Locale.ENGLISH, "This has more than the %,d values of a form.", MOST_VALUES));
    }
    values.put(name, value);
  }

  /// Token by token: as a tree it would take thirty times as much room as it has letters.
  private static Map<String, String> members(String body) {
    Map<String, String> values = new HashMap<>();
    try (JsonParser json = Json.MAPPER.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw Request.broken("The body must be a JSON object.");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        // null, lists and objects are not values of a form: as if they were not there.
        if (value.isStructStart()) {
          json.skipChildren();
        } else if (value != JsonToken.VALUE_NULL) {
          put(values, name, json.getText());
        }
      }
      if (json.nextToken() != null) {
        throw Request.broken("The body must be one JSON object, with nothing behind it.");
      }
      return values;
    } catch (IOException e) {
      throw Request.broken("The body is not valid JSON.");
    }
  }

  private static Problem unsupported(String type) {
    return new Problem(
        Code.UNSUPPORTED,
        "Send application/x-www-form-urlencoded or application/json"
            + (type.isEmpty() ? "." : ", not " + type + "."));
  }
}
