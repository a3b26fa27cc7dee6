package chat.parley.durability;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Cable;
import chat.parley.support.EventReader;
import chat.parley.support.EventReader.Event;
import chat.parley.support.ReaderPage;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import chat.parley.support.Visitor;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A reader whose line is slow, and who comes back with its position whenever it is cut off.
/// `-Dparley.rate=100 -Dparley.length=60000` is a slower line and a longer answer.
class SlowLinkTest {
  private static final int RATE = Integer.getInteger("parley.rate", 1000);
  private static final int LENGTH = Integer.getInteger("parley.length", 20_000);

  /// Longer than the longest event takes, and than a dead reader is waited for.
  private static final Duration PATIENCE = Duration.ofSeconds(15).plusSeconds(40_000 / RATE);

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void who_takes_a_thousand_bytes_a_second_gets_through_and_is_not_cut_off() throws Exception {
    String chat = parley.begin("Much");
    Asked asked = model.asked();
    ReaderPage page = ReaderPage.load(parley, chat);
    asked.say("Some words of prose, and a few more.\n\n".repeat(LENGTH / 38)).say("The end.");
    parley.awaitPage(chat, "#body-2:contains(The end.)");
    try (Cable line = Cable.to(parley.port()).slow(RATE)) {
      Visitor visitor = new Visitor(URI.create("http://127.0.0.1:" + line.port()));
      while (page.document().select("#body-2:contains(The end.)").isEmpty()) {
        String before = page.position();
        try (EventReader stream = visitor.stream(chat, page.position())) {
          read(stream, page);
        }
        assertThat(page.position()).as("each connection leads further").isNotEqualTo(before);
      }
      assertThat(ReaderPage.difference(page, ReaderPage.load(parley, chat))).isEmpty();
      if (RATE >= 1000) {
        assertThat(line.connections()).as("it was slow, but never dead").isEqualTo(1);
      }
    }
    asked.finish();
  }

  private static void read(EventReader stream, ReaderPage page) throws InterruptedException {
    while (page.document().select("#body-2:contains(The end.)").isEmpty()) {
      Event event = stream.next(PATIENCE).orElseThrow();
      if (event.equals(EventReader.END)) {
        return;
      }
      page.take(event);
    }
  }
}
