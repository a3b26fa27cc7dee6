package chat.parley.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Scripts for every way in which a server of models may behave, by name.
///
/// [#chosenByPrompt] lets a person or a browser test choose: the message `script: silent` gets the
/// script of that name; `script: paced 20 50` gets 20 pieces, one each 50 ms; every other message
/// is echoed, a few words at a time.
public final class Scripts {

  public static final String HELLO = "Hello, **world**! Grüße, 世界 👋";

  private static final Duration ECHO_INTERVAL = Duration.ofMillis(20);

  private Scripts() {}

  /// These pieces at once, and a good end.
  public static Script good(String... pieces) {
    return paced(Duration.ZERO, pieces);
  }

  /// These pieces with a pause after each, and a good end.
  public static Script paced(Duration interval, String... pieces) {
    return (_, wire) -> {
      wire.stream();
      wire.role();
      for (String piece : pieces) {
        wire.text(piece);
        if (interval.isPositive()) {
          wire.pause(interval);
        }
      }
      goodEnd(wire, pieces.length);
    };
  }

  /// So many numbered pieces.
  public static Script paced(int pieces, Duration interval) {
    return paced(interval, numbered(pieces));
  }

  public static String[] numbered(int pieces) {
    String[] texts = new String[pieces];
    Arrays.setAll(texts, i -> "word" + i + " ");
    return texts;
  }

  public static Script reasoning(String reasoning, String text) {
    return (_, wire) -> {
      wire.stream();
      wire.role();
      wire.reasoning(reasoning);
      wire.text(text);
      goodEnd(wire, 2);
    };
  }

  /// These events, whatever they are, and the end of the body.
  public static Script events(String... events) {
    return (_, wire) -> {
      wire.stream();
      for (String event : events) {
        wire.data(event);
      }
      wire.end();
    };
  }

  /// A status other than 200.
  public static Script refusal(int status, String body, String... headers) {
    String type = body.startsWith("{") ? "application/json" : "text/plain";
    return (_, wire) -> wire.respond(status, type, body, headers);
  }

  /// `GET /models` with these names.
  public static Script listing(String... names) {
    String entries =
        Arrays.stream(names)
            .map(name ->
                "{\"id\":\"%s\",\"object\":\"model\",\"context_length\":32768}".formatted(name))
            .collect(Collectors.joining(","));
    return (_, wire) ->
        wire.respond(200, "application/json", "{\"object\":\"list\",\"data\":[" + entries + "]}");
  }

  /// The text after so many pieces, then nothing, for ever.
  public static Script silentAfter(int pieces) {
    return (_, wire) -> {
      wire.stream();
      for (String piece : numbered(pieces)) {
        wire.text(piece);
      }
      wire.silence();
    };
  }

  /// Ends the connection after so many pieces, without the end of the chunked coding.
  public static Script closesAfter(int pieces) {
    return (_, wire) -> {
      wire.stream();
      for (String piece : numbered(pieces)) {
        wire.text(piece);
      }
      wire.close();
    };
  }

  public static Script resetsAfter(int pieces) {
    return (_, wire) -> {
      wire.stream();
      for (String piece : numbered(pieces)) {
        wire.text(piece);
      }
      wire.reset();
    };
  }

  /// Ends the body well, but says nothing of the answer's end.
  public static Script forgetsTheEndAfter(int pieces) {
    return (_, wire) -> {
      wire.stream();
      for (String piece : numbered(pieces)) {
        wire.text(piece);
      }
      wire.end();
    };
  }

  /// Pieces until the client has had enough.
  public static Script endless(String piece) {
    return (_, wire) -> {
      wire.stream();
      while (true) {
        wire.text(piece);
      }
    };
  }

  /// A line of so many bytes.
  public static Script hugeLine(int bytes) {
    return (_, wire) -> {
      wire.stream();
      wire.raw("data: ");
      byte[] part = "x".repeat(64 * 1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (int sent = 0; sent < bytes; sent += part.length) {
        wire.raw(part);
      }
      wire.raw("\n\n");
      goodEnd(wire, 0);
    };
  }

  /// What a proxy in between says when it has lost the server behind it.
  public static Script htmlPage(int status) {
    String page =
        """
        <!DOCTYPE html><html><head><title>Welcome</title><style>p{color:red}</style></head>
        <body><h1>Welcome to the proxy</h1></body></html>
        """;
    return (_, wire) -> wire.respond(status, "text/html", page);
  }

  /// The scripts that a prompt can choose by name.
  public static Map<String, Script> named() {
    Map<String, Script> scripts = new LinkedHashMap<>();
    scripts.put("good", good(HELLO.split("(?<= )")));
    scripts.put("reasoning", reasoning("Let me think. ", "So it is."));
    scripts.put("think", good("<thi", "nk>Let me think.</th", "ink>\n\nSo it is."));
    scripts.put("length", cutShort("This is cut"));
    scripts.put("silent", silentAfter(0));
    scripts.put("silent-later", silentAfter(3));
    scripts.put("closes", closesAfter(0));
    scripts.put("closes-later", closesAfter(3));
    scripts.put("resets-later", resetsAfter(3));
    scripts.put("forgets-the-end", forgetsTheEndAfter(3));
    scripts.put("nothing", events());
    scripts.put("empty", events("[DONE]"));
    scripts.put("garbage", (_, wire) -> wire.uncoded("\u0001\u0002 what is this\r\n\r\n"));
    scripts.put("huge-line", hugeLine(10_000_000));
    scripts.put("endless", endless("and so on "));
    scripts.put("html", htmlPage(200));
    scripts.put("wrong-key", Faults.WRONG_KEY);
    scripts.put("unknown-model", Faults.UNKNOWN_MODEL);
    scripts.put("rate-limited", Faults.RATE_LIMITED);
    scripts.put("context-too-long", Faults.CONTEXT_TOO_LONG);
    scripts.put("refused", Faults.REFUSED);
    scripts.put("unavailable", Faults.UNAVAILABLE);
    scripts.put("error-later", Faults.LATER);
    return scripts;
  }

  public static Script chosenByPrompt() {
    Map<String, Script> named = named();
    return (request, wire) -> {
      String[] words = request.prompt().strip().split("\\s+", -1);
      if (words.length == 4 && words[0].equals("script:") && words[1].equals("paced")) {
        Duration interval = Duration.ofMillis(Long.parseLong(words[3]));
        paced(Integer.parseInt(words[2]), interval).play(request, wire);
      } else if (words.length == 2 && words[0].equals("script:") && named.containsKey(words[1])) {
        named.get(words[1]).play(request, wire);
      } else {
        paced(ECHO_INTERVAL, echo(request.prompt())).play(request, wire);
      }
    };
  }

  private static String[] echo(String prompt) {
    List<String> pieces = new ArrayList<>(List.of("You ", "wrote: "));
    pieces.addAll(List.of(prompt.split("(?<=\\s)", -1)));
    return pieces.toArray(String[]::new);
  }

  public static Script cutShort(String text) {
    return (_, wire) -> {
      wire.stream();
      wire.text(text);
      wire.finish("length");
      wire.done();
      wire.end();
    };
  }

  private static void goodEnd(Wire wire, int tokens) throws java.io.IOException {
    wire.finish("stop");
    wire.usage(7, tokens);
    wire.done();
    wire.end();
  }

  /// Refusals in the words of real servers.
  public static final class Faults {

    public static final Script WRONG_KEY =
        refusal(
            401,
            """
            {"error":{"message":"Incorrect API key provided: sk-wrong****5678.",\
            "type":"invalid_request_error","param":null,"code":"invalid_api_key"}}\
            """);

    public static final Script UNKNOWN_MODEL =
        refusal(
            404,
            """
            {"error":{"message":"model \\"gone\\" not found, try pulling it first",\
            "type":"api_error","param":null,"code":null}}\
            """);

    public static final Script RATE_LIMITED = rateLimited("3");

    public static final Script CONTEXT_TOO_LONG =
        refusal(
            400,
            """
            {"error":{"code":400,"message":"the request exceeds the available context size",\
            "type":"exceed_context_size_error","n_prompt_tokens":14429,"n_ctx":8192}}\
            """);

    public static final Script REFUSED =
        (_, wire) -> {
          wire.stream();
          wire.text("I was going to");
          wire.finish("content_filter");
          wire.done();
          wire.end();
        };

    public static final Script UNAVAILABLE =
        refusal(503, "{\"error\":{\"message\":\"Loading model\",\"code\":503}}");

    /// An error object within a stream that began well.
    public static final Script LATER =
        (_, wire) -> {
          wire.stream();
          wire.text("It began well");
          wire.data("{\"error\":{\"message\":\"CUDA out of memory\",\"code\":500}}");
          wire.done();
          wire.end();
        };

    private Faults() {}

    public static Script rateLimited(String retryAfter) {
      return refusal(
          429,
          "{\"error\":{\"message\":\"Rate limit reached\",\"code\":\"rate_limit_exceeded\"}}",
          "Retry-After: " + retryAfter);
    }
  }
}
