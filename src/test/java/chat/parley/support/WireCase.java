package chat.parley.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// What some server of models really sent, as the README beside the files tells.
///
/// @param says what the file holds
public record WireCase(String id, JsonNode says) {

  /// By how much pauses are shortened; a test shortens its time-outs likewise.
  public static final int FASTER = 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> NOT_YET = notYet();

  /// All of them, by name.
  public static List<WireCase> all() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(WireCase::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      return Path.of(
          Objects.requireNonNull(WireCase.class.getResource("/cases/providers")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WireCase read(Path file) {
    try {
      JsonNode says = JSON.readTree(Files.readString(file));
      return new WireCase(file.getFileName().toString().replace(".json", ""), says);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether it is understood wrongly so far, as `not-yet.txt` says. Whoever mends one takes it out
  /// there: the tests insist.
  public boolean isNotYetUnderstood() {
    return NOT_YET.contains(id);
  }

  private static Set<String> notYet() {
    try {
      return Set.copyOf(Files.readAllLines(folder().resolve("not-yet.txt")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String protocol() {
    return says.path("protocol").asText();
  }

  /// What is answered to a request for an answer.
  public Script answer() {
    long since = System.nanoTime();
    return (request, wire) -> {
      JsonNode until = says.path("response_until");
      long over = Duration.ofSeconds(until.path("secs").asLong(0)).dividedBy(FASTER).toNanos();
      if (System.nanoTime() - since < over) {
        script(until.path("response")).play(request, wire);
        return;
      }
      for (var refused : says.path("response_if").properties()) {
        boolean has =
            refused.getKey().equals("system")
                ? request.json().findValuesAsText("role").contains("system")
                : request.json().has(refused.getKey());
        if (has) {
          script(refused.getValue()).play(request, wire);
          return;
        }
      }
      script(says.path("response")).play(request, wire);
    };
  }

  public Script listing() {
    return script(says.path("listing"));
  }

  public Script title() {
    return script(says.path("title"));
  }

  @Override
  public String toString() {
    return id;
  }

  /// All bytes of an answer's body, for tests that cut them anew.
  public byte[] bytes() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    pieces(says.path("response")).forEach(piece -> body.writeBytes(piece.bytes()));
    return body.toByteArray();
  }

  /// Answers with the same head and other pieces.
  public Script inPieces(List<byte[]> pieces) {
    return (_, wire) -> play(says.path("response"), pieces.stream().map(Piece::of).toList(), wire);
  }

  private static Script script(JsonNode response) {
    return (_, wire) -> play(response, pieces(response), wire);
  }

  private static void play(JsonNode response, List<Piece> pieces, Wire wire)
      throws IOException, InterruptedException {
    List<String> headers = new ArrayList<>();
    response
        .path("headers")
        .properties()
        .forEach(header -> headers.add(header.getKey() + ": " + header.getValue().asText()));
    String framing = response.path("framing").asText("chunked");
    if (framing.equals("length")) {
      headers.add("Content-Length: " + pieces.stream().mapToInt(one -> one.bytes().length).sum());
    }
    wire.headed(response.path("status").asInt(200), headers, framing.equals("chunked"));
    for (Piece piece : pieces) {
      wire.pause(piece.pause());
      if (piece.bytes().length > 0) {
        wire.raw(piece.bytes());
      }
    }
    if (framing.equals("close") || response.path("abort").asBoolean()) {
      wire.close();
    } else {
      wire.end();
    }
  }

  /// @param pause before it is sent
  private record Piece(Duration pause, byte[] bytes) {
    static Piece of(byte[] bytes) {
      return new Piece(Duration.ZERO, bytes);
    }
  }

  private static List<Piece> pieces(JsonNode response) {
    if (response.has("body")) {
      byte[] body = response.path("body").asText().getBytes(StandardCharsets.UTF_8);
      return List.of(Piece.of(response.path("gzip").asBoolean() ? packed(body) : body));
    }
    List<Piece> pieces = new ArrayList<>();
    for (JsonNode chunk : response.path("chunks")) {
      if (chunk.has("sleep")) {
        Duration pause = Duration.ofNanos(Math.round(chunk.get("sleep").asDouble() * 1e9));
        pieces.add(new Piece(pause.dividedBy(FASTER), new byte[0]));
      } else if (chunk.has("b64")) {
        pieces.add(Piece.of(Base64.getDecoder().decode(chunk.get("b64").asText())));
      } else {
        String text =
            chunk.has("repeat")
                ? chunk.get("repeat").asText().repeat(chunk.get("times").asInt())
                : chunk.asText();
        pieces.add(Piece.of(text.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return pieces;
  }

  private static byte[] packed(byte[] body) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
