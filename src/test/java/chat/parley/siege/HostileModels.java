package chat.parley.siege;

import chat.parley.support.Received;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// A server of models that says what is known to have cost others much, beside good ones.
final class HostileModels {
  /// Those that write against whoever shows it.
  static final List<String> NAMES =
      List.of("references", "stars", "brackets", "quotes", "table", "errors", "thinks");

  private static final List<String> GOOD = List.of("good", "echo", "long");
  private static final int PIECE = 2_000;

  private HostileModels() {}

  static ScriptedUpstream start() {
    ScriptedUpstream upstream = ScriptedUpstream.start();
    upstream.listing(
        Scripts.listing(
            java.util.stream.Stream.of(
                    GOOD.stream(),
                    NAMES.stream(),
                    IntStream.range(0, 1_900).mapToObj(i -> i + "n".repeat(3_850)))
                .flatMap(names -> names)
                .toArray(String[]::new)));
    upstream.forModel("good", HostileModels::numbered);
    upstream.forModel("echo", (request, wire) -> say(wire, request.prompt()));
    upstream.forModel("long", (_, wire) -> say(wire, "Some words in a row. ".repeat(30_000)));
    upstream.forModel(
        "references",
        (_, wire) -> say(wire, "[a]: /" + "u".repeat(30_000) + "\n\n" + "[a] ".repeat(7_500)));
    upstream.forModel("stars", (_, wire) -> say(wire, "a_*~".repeat(10_000)));
    upstream.forModel("brackets", (_, wire) -> say(wire, "![[a](".repeat(10_000)));
    upstream.forModel("quotes", (_, wire) -> say(wire, ("> ".repeat(500) + "a\n").repeat(40)));
    upstream.forModel(
        "table",
        (_, wire) ->
            say(
                wire,
                "|a".repeat(5_000) + "\n" + "|-".repeat(5_000) + "\n" + "|b\n".repeat(2_000)));
    upstream.forModel(
        "errors", Scripts.refusal(400, "<head ".repeat(10_800), "Content-Type: text/html"));
    upstream.forModel("thinks", thinks());
    return upstream;
  }

  /// What a good model says to a question: numbered words, so that none can be lost or moved.
  static String answer(String question) {
    return String.join(
        "", IntStream.range(0, 60).mapToObj(i -> question + "-" + i + "; ").toList());
  }

  private static void numbered(Received request, Wire wire)
      throws IOException, InterruptedException {
    String whole = answer(request.prompt());
    wire.stream();
    for (int from = 0; from < whole.length(); from += 20) {
      wire.text(whole.substring(from, Math.min(whole.length(), from + 20)));
      wire.pause(Duration.ofMillis(20));
    }
    end(wire);
  }

  private static Script thinks() {
    return (_, wire) -> {
      wire.stream();
      for (int i = 0; i < 2_000; i++) {
        wire.reasoning("I think about it. ".repeat(50));
        wire.pause(Duration.ofMillis(10));
      }
      end(wire);
    };
  }

  private static void say(Wire wire, String text) throws IOException, InterruptedException {
    wire.stream();
    for (int from = 0; from < text.length(); from += PIECE) {
      wire.text(text.substring(from, Math.min(text.length(), from + PIECE)));
    }
    end(wire);
  }

  private static void end(Wire wire) throws IOException {
    wire.finish("stop");
    wire.usage(7, 7);
    wire.done();
    wire.end();
  }
}
