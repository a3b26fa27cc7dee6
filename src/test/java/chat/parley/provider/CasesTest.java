package chat.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ScriptedUpstream;
import chat.parley.support.WireCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What real servers send, each on a socket to the provider of its protocol.
@Timeout(60)
final class CasesTest {

  /// As they ship, in the measure of the cases.
  private static final Timeouts TIMEOUTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Timeouts.DEFAULT.firstToken().dividedBy(WireCase.FASTER),
          Timeouts.DEFAULT.betweenTokens().dividedBy(WireCase.FASTER),
          Duration.ofSeconds(10));

  static Stream<WireCase> answers() {
    return WireCase.all().stream().filter(one -> one.says().has("expect"));
  }

  static Stream<WireCase> lists() {
    return WireCase.all().stream()
        .filter(one -> one.says().has("names") || one.says().has("windows"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void an_answer_is_understood(WireCase one) throws Exception {
    judge(one, difference(one));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lists")
  void a_list_of_models_is_understood(WireCase one) {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        ModelServer server = server(one, upstream)) {
      upstream.listing(one.listing());
      judge(one, difference(one.says(), server.models()));
    }
  }

  private static void judge(WireCase one, List<String> difference) {
    if (one.isNotYetUnderstood()) {
      assertThat(difference)
          .as("%s is understood now: it is no longer to be listed as wrong", one)
          .isNotEmpty();
    } else {
      assertThat(difference).as(one + ": " + one.says().path("report").asText()).isEmpty();
    }
  }

  private static ModelServer server(WireCase one, ScriptedUpstream upstream) {
    Protocol protocol = Protocol.valueOf(one.protocol().toUpperCase(Locale.ROOT));
    return ModelServer.open(
        new ServerEndpoint("cases", protocol, upstream.address(), Optional.of("key-of-alice")),
        TIMEOUTS,
        Clock.systemUTC());
  }

  private static List<String> difference(WireCase one) throws InterruptedException {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        ModelServer server = server(one, upstream)) {
      upstream.always(one.answer());
      List<Turn> turns = new ArrayList<>(List.of(new Turn(TurnRole.USER, "Hi")));
      if (one.says().path("response_if").has("system")) {
        turns.addFirst(new Turn(TurnRole.SYSTEM, "Be short"));
      }
      String model = one.says().path("model").asText("m");
      return difference(one.says().get("expect"), heard(server, new Prompt(model, turns)));
    }
  }

  /// As the worker does, which waits for a model that is being loaded.
  private static Heard heard(ModelServer server, Prompt prompt) throws InterruptedException {
    while (true) {
      Heard heard = Heard.from(server, prompt);
      if (!(heard.ending() instanceof Ending.Faulted) || heard.kind() != Fault.Kind.LOADING) {
        return heard;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static List<String> difference(JsonNode expect, Heard heard) {
    List<String> difference = new ArrayList<>();
    String state = heard.ending() instanceof Ending.Complete ? "finished" : "failed";
    compare(difference, "state", expect, state + (state.equals("failed") ? heard.fault() : ""));
    compare(difference, "text", expect, whole(heard.text()));
    compare(difference, "reasoning", expect, whole(heard.reasoning()));
    if (state.equals("failed")) {
      String kind = heard.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
      compare(difference, "fault", expect, kind);
    } else if (heard.ending() instanceof Ending.Complete complete) {
      compare(difference, "prompt_tokens", expect, String.valueOf(complete.promptTokens()));
    }
    return difference;
  }

  /// As it is stored, where half a pair of surrogates has no place.
  private static String whole(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints().forEach(c -> whole.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
    return whole.toString();
  }

  private static void compare(
      List<String> difference, String name, JsonNode expect, String actual) {
    boolean same =
        !expect.has(name)
            || (name.equals("state")
                ? actual.startsWith(expect.get(name).asText())
                : actual.equals(expect.get(name).asText()));
    if (!same) {
      difference.add(name + ": " + actual + " and not " + expect.get(name));
    }
  }

  private static List<String> difference(JsonNode says, Provider.Listing listing) {
    if (!(listing instanceof Provider.Listing.Models(List<Model> models))) {
      // Where no model can be known, it is right to say why.
      return says.path("names").isEmpty() && !says.has("windows")
          ? List.of()
          : List.of(listing.toString());
    }
    List<String> difference = new ArrayList<>();
    if (says.has("names")) {
      List<String> names = models.stream().map(Model::name).sorted().toList();
      List<String> expected = new ArrayList<>();
      says.get("names").forEach(name -> expected.add(name.asText()));
      if (!names.equals(expected.stream().sorted().toList())) {
        difference.add("names: " + new TreeSet<>(names) + " and not " + new TreeSet<>(expected));
      }
    }
    TreeMap<String, String> windows = new TreeMap<>();
    models.forEach(model -> windows.put(model.name(), String.valueOf(model.contextWindow())));
    for (var window : says.path("windows").properties()) {
      String known = windows.getOrDefault(window.getKey(), "not listed");
      if (!known.equals(window.getValue().asText())) {
        difference.add(window.getKey() + ": " + known + " and not " + window.getValue());
      }
    }
    return difference;
  }
}
