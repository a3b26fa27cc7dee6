package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.ParleyProcess;
import chat.parley.support.Received;
import chat.parley.support.Script;
import chat.parley.support.ScriptedUpstream;
import chat.parley.support.Scripts;
import chat.parley.support.Visitor;
import chat.parley.support.Visitor.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` at random moments, again and again, on one data directory. `-Dparley.kills=200` kills
/// more often, `-Dparley.seed=7` at other moments.
class KillTest {
  private static final int KILLS = Integer.getInteger("parley.kills", 6);
  private static final int WORDS = 40;
  private static final String GUIDE_QUESTION = "How do I connect a model?";

  @TempDir private Path directory;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final Random random = new Random(Integer.getInteger("parley.seed", 1));
  private final List<Accepted> accepted = new ArrayList<>();

  /// A message that Parley has said it has, and what readers saw of its answer.
  private record Accepted(String chat, String question, boolean guide, Onlooker.Seen seen) {}

  @AfterEach
  void close() {
    upstream.close();
  }

  @Test
  void nothing_that_was_accepted_or_seen_is_lost_and_everything_comes_to_an_honest_end()
      throws Exception {
    upstream.always(numbered());
    for (int kill = 1; kill <= KILLS; kill++) {
      try (ParleyProcess parley = ParleyProcess.start(data(), upstream.url())) {
        liveThrough(parley, kill);
      }
    }
    try (ParleyProcess parley = ParleyProcess.start(data(), upstream.url())) {
      Visitor visitor = new Visitor(parley.address());
      assertThat(accepted).as("assumed: something was sent").hasSizeGreaterThanOrEqualTo(KILLS);
      String whole = wholeGuideAnswer(visitor);
      for (Accepted message : accepted) {
        check(visitor, message, whole);
      }
    }
  }

  /// Sends some messages, reads along, kills it in the middle.
  private void liveThrough(ParleyProcess parley, int round) throws Exception {
    Visitor visitor = new Visitor(parley.address());
    for (Accepted message : accepted) {
      visitor.end(message.chat(), 2);
    }
    List<Future<?>> sending = new ArrayList<>();
    CountDownLatch first = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        String question = "message-" + round + "-" + i;
        boolean guide = i == 3;
        sending.add(threads.submit(() -> send(visitor, question, guide, first)));
      }
      first.await();
      Thread.sleep(random.nextInt(700)); // the moment is what is random here
      parley.kill();
    }
    for (Future<?> one : sending) {
      one.get();
    }
  }

  private Void send(Visitor visitor, String question, boolean guide, CountDownLatch first)
      throws InterruptedException {
    Map<String, String> form =
        guide
            ? Map.of("text", GUIDE_QUESTION, "model", "guide/guide")
            : Map.of("text", question, "model", "openai/scripted");
    String chat = visitor.post("/messages", form).orElse(null);
    if (chat != null) {
      first.countDown();
      Onlooker.Seen seen = Onlooker.watchUntilTheEnd(visitor, chat);
      synchronized (accepted) {
        accepted.add(new Accepted(chat, guide ? GUIDE_QUESTION : question, guide, seen));
      }
    }
    return null;
  }

  private void check(Visitor visitor, Accepted message, String wholeGuideAnswer)
      throws InterruptedException {
    String chat = message.chat();
    Answer end = visitor.end(chat, 2);
    JsonNode messages = visitor.messages(chat);
    assertThat(messages.path(0).path("text").asText()).isEqualTo(message.question());
    assertThat(messages.size()).as("%s has one answer", chat).isEqualTo(2);

    String whole = message.guide() ? wholeGuideAnswer : answerTo(message.question());
    assertThat(whole).as("%s %s is a beginning", chat, end.state()).startsWith(end.text());
    assertThat(Onlooker.text(visitor.load(chat)))
        .as("%s keeps what was seen", chat)
        .startsWith(message.seen().closed());
    if (!message.guide()) {
      assertThat(end.text()).as("%s keeps what was seen", chat).startsWith(message.seen().all());
    }
    switch (end.state()) {
      case "finished" -> assertThat(end.text()).isEqualTo(whole);
      case "interrupted" -> {
        assertThat(message.guide()).as("Guide goes on by itself").isFalse();
        assertThat(end.text()).isNotEmpty();
        goOn(visitor, chat, end);
      }
      default -> throw new AssertionError(chat + " has ended as " + end);
    }
    assertThat(timesAsked(message.question()))
        .as("%s was written once, but for those that a kill met before they showed a word", chat)
        .isLessThanOrEqualTo(message.guide() ? 0 : 2);
  }

  private void goOn(Visitor visitor, String chat, Answer before) throws InterruptedException {
    assertThat(visitor.post(chat + "/answers", Map.of("message", "2", "action", "continue")))
        .isPresent();
    Answer after = visitor.end(chat, 2);
    assertThat(after.state()).isEqualTo("finished");
    assertThat(after.text()).isEqualTo(before.text() + "and the rest.");
  }

  private static String wholeGuideAnswer(Visitor visitor) throws InterruptedException {
    String chat =
        visitor
            .post("/messages", Map.of("text", GUIDE_QUESTION, "model", "guide/guide"))
            .orElseThrow();
    Answer answer = visitor.end(chat, 2);
    assertThat(answer.state()).isEqualTo("finished");
    return answer.text();
  }

  /// How often the model was asked the question itself.
  private long timesAsked(String question) {
    return upstream.received().stream().map(Received::prompt).filter(question::equals).count();
  }

  /// Each word says whose it is and which, so that none can be lost, doubled or moved unnoticed.
  private static Script numbered() {
    return (request, wire) -> {
      boolean goesOn = request.prompt().startsWith("Continue");
      Scripts.paced(
              Duration.ofMillis(10),
              goesOn ? new String[] {"and ", "the ", "rest."} : words(request.prompt()))
          .play(request, wire);
    };
  }

  private static String[] words(String question) {
    return IntStream.range(0, WORDS).mapToObj(i -> question + "." + i + " ").toArray(String[]::new);
  }

  private static String answerTo(String question) {
    return String.join("", words(question));
  }

  private Path data() {
    return directory.resolve("data");
  }
}
