package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.provider.Fault;
import chat.parley.support.Nightly;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import chat.parley.support.Wanderer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whatever happens to readers and to the chat, in the end every page is the page that is loaded
/// then. `-Dparley.seeds=500` tries more.
class ReadersTest {
  private static final int SEEDS = Integer.getInteger("parley.seeds", Nightly.NOW ? 100 : 10);
  private static final int FIRST_SEED = Integer.getInteger("parley.seed", 1);
  private static final int READERS = 6;
  private static final String[] BLOCKS = {
    "A paragraph with **bold** words, `code` and a [link](https://example.org/a).\n\n",
    "Grüße, 世界 👋🏽 and <b>no tags</b> & such.\nA second line.\n\n",
    "```java\nint a = 1;\n\nid: 9.9.9.9.9\ndata: </hx-partial>\n```\n\n",
    "1. one\n2. two\n   - deep\n3. three\n\n",
    "- tight\n- list\n\n- now loose\n\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n",
    "> quoted\n> text\n\n---\n\n",
    "# Heading\n\nSee [ref] there.\n\n[ref]: https://example.org/ref\n\n"
  };

  private final ScriptedProvider model = new ScriptedProvider();
  private TestApp parley = TestApp.start(model);
  private volatile Visitor visitor = visitor();

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void cut_readers_end_up_with_the_page_that_was_never_cut() throws Exception {
    for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      live(seed, false);
    }
  }

  @Test
  void readers_find_back_after_a_restart_in_the_middle_of_an_answer() throws Exception {
    for (int seed = FIRST_SEED; seed < FIRST_SEED + Math.max(1, SEEDS / 4); seed++) {
      live(seed, true);
    }
  }

  private void live(int seed, boolean restart) throws Exception {
    Random random = new Random(seed);
    String chat = parley.begin("Question " + seed);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<ReaderPage>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < READERS; i++) {
        readers.add(
            threads.submit(
                new Wanderer(() -> visitor, chat, over::get, new Random(seed * 100L + i))));
      }
      try {
        play(chat, random, restart);
      } finally {
        over.set(true);
      }
    }
    for (Future<ReaderPage> reader : readers) {
      ReaderPage page = reader.get();
      String leaf = page.position().split("\\.", -1)[1];
      ReaderPage fresh = visitor.load(chat + "?branch=" + leaf);
      assertThat(shown(page)).as("seed %d", seed).isEqualTo(shown(fresh));
      // What is said in passing of an answer that this page does not show changes nothing.
      assertThat(page.lost())
          .as("seed %d: what the page should have had", seed)
          .allMatch(target -> target.startsWith("#status-"));
    }
  }

  /// What a person sees of a chat.
  private static String shown(ReaderPage page) {
    Document document = page.document();
    return document.title()
        + Stream.of("#chat-title", "#stop", "#branch")
            .map(document::expectFirst)
            .map(ReaderPage::canonical)
            .collect(Collectors.joining())
        + page.messages();
  }

  /// A chat in which much happens at once.
  private void play(String chat, Random random, boolean restart) throws Exception {
    int open = 1;
    if (restart) {
      write(model.asked(), random);
      restart();
      visitor.end(chat, 2);
      post(chat + "/answers", Map.of("message", "2", "action", "continue"));
    }
    int more = random.nextInt(3);
    while (open > 0) {
      Asked asked = model.asked();
      write(asked, random);
      if (more > 0) {
        more--;
        open++;
        post(chat + "/messages", Map.of("text", "And *more*?\nNow."));
      }
      if (random.nextInt(3) == 0) {
        post(chat + "/title", Map.of("title", "Title <" + random.nextInt(100) + ">"));
      }
      write(asked, random);
      end(chat, asked, random);
      open--;
      if (open == 0 && random.nextInt(3) == 0) {
        awaitEnds(chat);
        post(chat + "/answers", Map.of("message", "2", "action", "again"));
        open++;
      }
    }
    awaitEnds(chat);
  }

  private void end(String chat, Asked asked, Random random) throws InterruptedException {
    switch (random.nextInt(4)) {
      case 0 -> {
        for (JsonNode message : visitor.messages(chat)) {
          if (message.path("state").asText().equals("running")) {
            post(chat + "/cancellation", Map.of("message", message.path("number").asText()));
          }
        }
        asked.awaitOver();
      }
      case 1 -> asked.fail(Fault.Kind.BROKE_OFF);
      default -> asked.finish();
    }
  }

  private static void write(Asked asked, Random random) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    for (int blocks = 1 + random.nextInt(4); blocks > 0; blocks--) {
      text.append(BLOCKS[random.nextInt(BLOCKS.length)]);
    }
    if (random.nextInt(3) == 0) {
      asked.think("Hm, let me see. ");
    }
    int most = random.nextBoolean() ? 3 : 40;
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + 1 + random.nextInt(most));
      asked.say(text.substring(from, to));
      from = to;
      if (random.nextInt(4) == 0) {
        Thread.sleep(random.nextInt(12)); // a model thinks
      }
    }
  }

  private void restart() {
    parley.close();
    parley = TestApp.startIn(parley.data(), model);
    visitor = visitor();
  }

  private void awaitEnds(String chat) throws InterruptedException {
    int messages = visitor.messages(chat).size();
    for (int i = 0; i < messages; i++) {
      int place = i;
      TestApp.await(
          "message " + (place + 1) + " of " + chat + " has ended",
          () -> {
            try {
              String state = visitor.messages(chat).path(place).path("state").asText();
              return !state.equals("running") && !state.equals("queued");
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  private void post(String path, Map<String, String> form) throws InterruptedException {
    assertThat(visitor.post(path, form)).isPresent();
  }

  private Visitor visitor() {
    return new Visitor(URI.create("http://127.0.0.1:" + parley.port()));
  }
}
