package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.EventReader.Event;
import chat.parley.support.Front;
import chat.parley.support.Fronts;
import chat.parley.support.ReaderPage;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// What a reader gets through each proxy, and what it does when the proxy fails it.
class StreamsTest {
  private static final String FINISHED = "#message-2[data-state=finished]";

  @ParameterizedTest
  @ArgumentsSource(Fronts.class)
  void an_answer_arrives_while_it_is_being_written(Front front) throws Exception {
    try (Behind behind = new Behind(front::start)) {
      String chat = behind.begin("Hello");
      Asked asked = behind.model().asked().say("One.\n\nTwo");
      ReaderPage page = behind.visitor().load(chat);
      try (EventReader stream = behind.visitor().stream(chat, page.position())) {
        page.read(stream, "#body-2 p:contains(Two)");
        asked.say(" words.\n\nThree");
        page.read(stream, "#body-2 p:contains(Two words.) ~ p:contains(Three)");
        asked.say(" and the end.").finish();
        page.read(stream, FINISHED);
      }
      assertThat(page.dropped()).isEmpty();
      assertThat(page.messages()).isEqualTo(behind.visitor().load(chat).messages());
    }
  }

  @Test
  void where_nginx_is_made_to_buffer_the_answer_comes_by_polling() throws Exception {
    try (Behind behind = new Behind(Front.NGINX_MADE_TO_BUFFER::start);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String chat = behind.begin("Hello");
      Asked asked = behind.model().asked().say("One.\n\nTwo");
      // What changes more than the text would fill a buffer, and let the stream's beginning
      // through.
      behind.parley().awaitPage(chat, "#body-2 p:contains(Two)");
      ReaderPage page = behind.visitor().load(chat);
      String position = page.position();
      Future<EventReader> stream = threads.submit(() -> behind.visitor().stream(chat, position));
      pollUntil(behind, chat, page, "#body-2 p:contains(Two)");
      asked.say(" words.\n\nThree");
      pollUntil(behind, chat, page, "#body-2 p:contains(Two words.) ~ p:contains(Three)");
      assertThat(stream.isDone()).as("assumed: the stream is held back").isFalse();
      asked.say(" and the end.").finish();
      pollUntil(behind, chat, page, FINISHED);
      assertThat(page.messages()).isEqualTo(behind.visitor().load(chat).messages());
      behind.proxy().stop();
    }
  }

  @Test
  void a_silence_longer_than_the_time_outs_of_the_proxy_is_survived_by_heartbeats()
      throws Exception {
    try (Behind nginx =
            new Behind(
                (port, parley) -> ReverseProxy.nginx(port, parley, "proxy_read_timeout 25s;"));
        Behind haproxy =
            new Behind((port, parley) ->
                ReverseProxy.haproxy(port, parley, "timeout client 25s\n  timeout server 25s"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> heard = new ArrayList<>();
      List<Future<Boolean>> grown = new ArrayList<>();
      for (Behind behind : List.of(nginx, haproxy)) {
        String chat = behind.begin("Hello");
        Asked asked = behind.model().asked();
        heard.add(threads.submit(() -> readTwoHeartbeats(behind, chat, asked)));
        String other = behind.begin("Without script");
        Asked otherAsked = behind.model().asked();
        grown.add(threads.submit(() -> growsAfterTwoSigns(behind, other, otherAsked)));
      }
      for (Future<List<String>> names : heard) {
        assertThat(names.get()).containsSubsequence("heartbeat", "heartbeat", "");
      }
      for (Future<Boolean> grows : grown) {
        assertThat(grows.get()).isTrue();
      }
    }
  }

  /// The page for those without script, of another chat.
  private static boolean growsAfterTwoSigns(Behind behind, String chat, Asked asked)
      throws Exception {
    URLConnection page = behind.proxy().uri(chat + "/growing/2").toURL().openConnection();
    page.setRequestProperty("Authorization", "Bearer " + behind.parley().secret());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(page.getInputStream(), StandardCharsets.UTF_8))) {
      int signs = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("<!-- -->") && ++signs == 2) {
          asked.say("At last\n\n").finish();
        }
        if (line.contains("At last")) {
          return true;
        }
      }
      return false;
    }
  }

  /// On one stream, and an answer after them.
  private static List<String> readTwoHeartbeats(Behind behind, String chat, Asked asked)
      throws InterruptedException {
    List<String> names = new ArrayList<>();
    ReaderPage page = behind.visitor().load(chat);
    try (EventReader stream = behind.visitor().stream(chat, page.position())) {
      while (names.stream().filter("heartbeat"::equals).count() < 2) {
        names.add(next(stream).name());
      }
      asked.say("At last");
      names.add(stream.nextFrame().name());
    }
    return names;
  }

  private static Event next(EventReader stream) throws InterruptedException {
    Event next =
        stream
            .next(Duration.ofSeconds(60))
            .orElseThrow(() -> new AssertionError("Neither an event nor an end in a minute"));
    assertThat(next).as("the stream was cut").isNotEqualTo(EventReader.END);
    return next;
  }

  @Test
  void a_proxy_with_less_patience_than_a_heartbeat_cuts_streams_and_readers_go_on()
      throws Exception {
    try (Behind behind =
        new Behind((port, parley) -> ReverseProxy.nginx(port, parley, "proxy_read_timeout 1s;"))) {
      String chat = behind.begin("Hello");
      Asked asked = behind.model().asked().say("One.\n\nTwo");
      ReaderPage page = behind.visitor().load(chat);
      for (String more : List.of(" words.\n\nThree", " words.\n\nFour", " words.\n\nFive")) {
        readToTheEnd(behind, chat, page); // assumed: the proxy cuts it, else this does not end
        asked.say(more);
      }
      asked.say(" words.").finish();
      try (EventReader stream = behind.visitor().stream(chat, page.position())) {
        page.read(stream, FINISHED);
      }
      assertThat(page.dropped()).isEmpty();
      assertThat(page.messages()).isEqualTo(behind.visitor().load(chat).messages());
    }
  }

  private static void readToTheEnd(Behind behind, String chat, ReaderPage page)
      throws InterruptedException {
    try (EventReader stream = behind.visitor().stream(chat, page.position())) {
      stream.rest().forEach(page::take);
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Fronts.class)
  void a_proxy_that_is_started_again_loses_nothing(Front front) throws Exception {
    try (Behind behind = new Behind(front::start)) {
      String chat = behind.begin("Hello");
      Asked asked = behind.model().asked().say("One.\n\nTwo");
      ReaderPage page = behind.visitor().load(chat);
      try (EventReader stream = behind.visitor().stream(chat, page.position())) {
        page.read(stream, "#body-2 p:contains(Two)");
        behind.proxy().stop();
        asked.say(" words.\n\nThree");
        stream.rest().forEach(page::take);
      }
      behind.proxy().start();
      asked.say(" words.").finish();
      try (EventReader stream = behind.visitor().stream(chat, page.position())) {
        page.read(stream, FINISHED);
      }
      assertThat(page.dropped()).isEmpty();
      assertThat(page.messages()).isEqualTo(behind.visitor().load(chat).messages());
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Fronts.class)
  void parley_that_is_started_again_behind_it_goes_on(Front front) throws Exception {
    try (Behind behind = new Behind(front::start)) {
      String chat = behind.begin("Hello");
      behind.model().asked().say("One.\n\nTwo");
      ReaderPage page = behind.visitor().load(chat);
      try (EventReader stream = behind.visitor().stream(chat, page.position())) {
        page.read(stream, "#body-2 p:contains(Two)");
        behind.restart(() ->
            assertThat(behind.parley().statusAt(behind.proxy().uri(chat)))
                .as("what the proxy says meanwhile")
                .isIn(502, 503));
        stream.rest().forEach(page::take);
      }
      behind.model().asked().say(" words.\n\nThree").finish();
      TestApp.await(
          "the proxy answers again",
          () -> behind.parley().statusAt(behind.proxy().uri(chat)) == 200);
      try (EventReader stream = behind.visitor().stream(chat, page.position())) {
        page.read(stream, FINISHED);
      }
      assertThat(page.dropped()).isEmpty();
      assertThat(page.messages()).isEqualTo(behind.visitor().load(chat).messages());
    }
  }

  private static void pollUntil(Behind behind, String chat, ReaderPage page, String selector)
      throws InterruptedException {
    TestApp.await(
        "polling shows " + selector,
        () -> {
          String path = chat + "/updates?after=" + page.position();
          try (EventReader poll = behind.visitor().events(path, Map.of())) {
            poll.rest().forEach(page::take);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return !page.document().select(selector).isEmpty();
        });
  }
}
