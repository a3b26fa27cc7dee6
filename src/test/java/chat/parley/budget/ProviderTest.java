package chat.parley.budget;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.OpenAiProvider;
import chat.parley.provider.Prompt;
import chat.parley.provider.Timeouts;
import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import chat.parley.support.ScriptedUpstream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a chunk costs between the socket of the models' server and the answer's draft.
@Tag("alone")
final class ProviderTest {
  private static final int CHUNKS = 2_000;
  private static final int ROUNDS = 3;

  @Test
  void a_chunk_from_the_models_server_allocates_little() throws Exception {
    try (ScriptedUpstream upstream = ScriptedUpstream.start();
        OpenAiProvider provider =
            new OpenAiProvider(
                "openai",
                upstream.url(),
                Optional.empty(),
                Timeouts.DEFAULT,
                InstantSource.system())) {
      upstream.always((_, wire) -> {
        wire.stream();
        wire.role();
        for (int i = 0; i < CHUNKS; i++) {
          wire.text("and a few more words ");
        }
        wire.finish("stop");
        wire.done();
        wire.end();
      });
      double least = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        least = Math.min(least, perChunk(provider));
      }
      // 3,370 were seen: the lines of the event, and its JSON.
      assertThat(least).as("bytes a chunk").isLessThanOrEqualTo(4_250);
    }
  }

  /// The provider reads on the thread that asked.
  private static double perChunk(OpenAiProvider provider) throws InterruptedException {
    AtomicInteger chunks = new AtomicInteger();
    Prompt prompt = new Prompt("small", List.of(new Turn(TurnRole.USER, "Hello")));
    long before = Allocations.here();
    provider.answer(prompt, _ -> chunks.incrementAndGet());
    long allocated = Allocations.here() - before;
    assertThat(chunks).as("assumed: every chunk came").hasValueGreaterThanOrEqualTo(CHUNKS);
    return (double) allocated / CHUNKS;
  }
}
