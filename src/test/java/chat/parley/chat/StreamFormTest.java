package chat.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.Config;
import chat.parley.support.EventReader;
import chat.parley.support.EventReader.Event;
import chat.parley.support.RawRequest;
import chat.parley.support.RawRequest.Response;
import chat.parley.support.ScriptedProvider;
import chat.parley.support.ScriptedProvider.Asked;
import chat.parley.support.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a stream looks like on the wire, and that its frames lead from one position to the next.
class StreamFormTest {
  private static final String WRITTEN =
      "One.\n\nTwo\r\nlines.\r\n\r\n```\ncode\n\n\nmore\n```\n\nThe end.";

  private final ScriptedProvider model = new ScriptedProvider();
  private final TestApp parley = TestApp.start(model);

  @AfterEach
  void stop() {
    parley.close();
  }

  @Test
  void it_speaks_at_once_with_two_kilobytes_of_comment_and_a_hello() {
    String chat = parley.begin("One");
    Response response = raw(chat, "event: hello\ndata: ");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(response.header("Cache-Control")).isEqualTo("no-cache, no-transform");
    assertThat(response.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(response.header("Content-Encoding")).isEmpty();
    assertThat(response.body()).startsWith(": ");
    assertThat(response.body().indexOf("event: hello")).isGreaterThanOrEqualTo(2048);
    assertThat(response.body().substring(0, response.body().indexOf("event: hello")))
        .as("a comment and nothing else")
        .matches(": *\n+");
  }

  @Test
  void it_has_line_feeds_only_and_a_data_line_for_every_line() throws Exception {
    String chat = parley.begin("One");
    model.asked().say(WRITTEN).finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    String body = raw(chat, "The end.").text();
    assertThat(body).doesNotContain("\r").contains("code\ndata: \ndata: \ndata: more\n");
    for (String line : body.split("\n", -1)) {
      if (!line.isEmpty()) {
        assertThat(line).matches("(data: |id: |event: |retry: |: ).*");
      }
    }
  }

  @Test
  void each_frame_starts_where_the_one_before_it_ended() throws Exception {
    String chat = parley.begin("One");
    Asked asked = model.asked();
    String position = parley.page(chat).select("#stream").attr("data-position");
    try (EventReader stream = parley.stream(chat, position)) {
      for (String word : List.of("First ", "*second* ", "third.\n\n- fourth\n- ", "fifth\n")) {
        asked.say(word);
        stream.until(word.replaceFirst("(?s)^\\W*(\\w+).*", "$1"));
      }
      asked.finish();
      parley.post(chat + "/title", Map.of("title", "Another title"));
      stream.until("Another title");
    }
    try (EventReader stream = parley.stream(chat, position)) {
      String at = position;
      for (Event event : stream.until("Another title")) {
        if (event.isFrame()) {
          assertThat(event.from()).isEqualTo(at);
          at = event.id();
        }
      }
      assertThat(at).isNotEqualTo(position);
    }
  }

  @Test
  void frames_chain_while_the_answer_grows() throws Exception {
    String chat = parley.begin("One");
    Asked asked = model.asked();
    String at = parley.page(chat).select("#stream").attr("data-position");
    int frames = 0;
    try (EventReader stream = parley.stream(chat, at)) {
      for (int i = 0; i < 20; i++) {
        asked.say("word" + i + (i % 4 == 3 ? ".\n\n" : " "));
        for (Event event : stream.until("word" + i)) {
          if (event.isFrame()) {
            assertThat(event.from()).as("frame %d", frames).isEqualTo(at);
            at = event.id();
            frames++;
          }
        }
      }
      asked.finish();
    }
    assertThat(frames).isGreaterThanOrEqualTo(20);
  }

  @Test
  void a_poll_gives_the_frames_of_the_stream_and_ends() throws Exception {
    String chat = parley.begin("One");
    Asked asked = model.asked().say("Paragraph.\n\nAnother *one");
    parley.awaitPage(chat, "#body-2:contains(Another)");
    String start = "1.2.0.0.0";
    List<Event> polled = frames(parley.updates(chat, start));
    try (EventReader stream = parley.stream(chat, start)) {
      for (Event frame : polled) {
        assertThat(stream.nextFrame()).isEqualTo(frame);
      }
    }
    asked.finish();
  }

  @Test
  void a_poll_says_hello_when_there_is_nothing_new() throws Exception {
    String chat = parley.begin("One");
    model.asked().say("Answer").finish();
    String at =
        parley
            .awaitPage(chat, "#message-2[data-state=finished]")
            .select("#stream")
            .attr("data-position");
    List<Event> polled = parley.updates(chat, at);
    assertThat(polled).extracting(Event::name).containsExactly("hello");
    assertThat(polled.getFirst().data()).isEqualTo(at);
  }

  @Test
  void the_last_event_id_wins_over_the_address() throws Exception {
    String chat = parley.begin("One");
    model.asked().say("Answer").finish();
    String at =
        parley
            .awaitPage(chat, "#message-2[data-state=finished]")
            .select("#stream")
            .attr("data-position");
    for (String path : List.of(chat + "/updates", chat.replace("/chat/", "/sse/"))) {
      try (EventReader reader = parley.events(path + "?after=1.1.0.0.0", "Last-Event-ID", at)) {
        Event first = reader.next();
        assertThat(first.name()).as(path).isEqualTo("hello");
        assertThat(first.data()).as(path).isEqualTo(at);
      }
      try (EventReader reader = parley.events(path + "?after=" + at, "Last-Event-ID", "nonsense")) {
        assertThat(reader.next().data()).as("one that says nothing does not").isEqualTo(at);
      }
    }
  }

  @Test
  void a_position_ahead_of_a_shared_database_waits_for_it() throws Exception {
    ScriptedProvider model = new ScriptedProvider();
    try (TestApp shared = TestApp.start(shared(), model)) {
      String chat = shared.begin("One");
      model.asked().say("Answer").finish();
      shared.awaitPage(chat, "#message-2[data-state=finished]");
      for (String position : List.of("1000000.2.0.0.0", "1000000.4.0.0.0")) {
        List<Event> polled = shared.updates(chat, position);
        assertThat(frames(polled)).as("it is not told what it may know already").isEmpty();
        assertThat(polled).extracting(Event::name).containsExactly("hello");
      }
    }
  }

  @Test
  void a_position_ahead_of_the_only_database_there_is_gets_the_page_anew() throws Exception {
    String chat = parley.begin("One");
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    for (String position : List.of("1000000.2.0.0.0", "1000000.4.4.1.10")) {
      List<Event> anew = frames(parley.updates(chat, position));
      assertThat(anew).as(position).hasSize(1);
      assertThat(anew.getFirst().from()).as("it fits every page").isEqualTo("*");
      assertThat(anew.getFirst().data()).contains("#messages", "Answer");
    }
  }

  private static Config shared() {
    return TestApp.config(TestApp.temporaryDirectory()).with(shared -> shared.sharedData = true);
  }

  @Test
  void a_position_of_another_epoch_gets_the_body_whole_and_once() throws Exception {
    String chat = parley.begin("One");
    Asked asked = model.asked().say("Growing text");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    String at = parley.page(chat).select("#stream").attr("data-position");
    String other = at.replaceFirst("\\.1\\.(\\d+)$", ".7.$1");
    assertThat(other).as("assumed: the answer is in its first epoch").isNotEqualTo(at);
    List<Event> polled = frames(parley.updates(chat, other));
    assertThat(polled.getFirst().data()).contains("#body-2").contains("Growing text");
    assertThat(polled.subList(1, polled.size()))
        .extracting(Event::data)
        .noneMatch(data -> data.contains("#body-2"));
    asked.finish();
  }

  @Test
  void positions_that_never_were_do_no_harm() throws Exception {
    String chat = parley.begin("One");
    Asked asked = model.asked().say("Growing text");
    parley.awaitPage(chat, "#message-2[data-state=writing]");
    for (String position :
        List.of(
            "0.0.0.0.0",
            "1.999.0.0.0",
            "1.1.2.1.99999",
            "3.2.2.1.7",
            "9.2.2.0.0",
            "2.2.1.1.0",
            "5.1.77.1.0",
            "2147483648.2147483647.2147483647.2147483647.2147483647")) {
      List<Event> polled = parley.updates(chat, position);
      assertThat(polled).as(position).isNotEmpty();
      assertThat(polled).extracting(Event::name).as(position).contains("hello");
    }
    asked.finish();
  }

  @Test
  void asking_changes_nothing() throws Exception {
    String chat = parley.begin("One");
    model.asked().say("Answer").finish();
    parley.awaitPage(chat, "#message-2[data-state=finished]");
    String before = parley.get(chat, "Accept", "application/json").body();
    for (int i = 0; i < 3; i++) {
      parley.updates(chat, "0.0.0.0.0");
      try (EventReader stream = parley.stream(chat, "")) {
        stream.nextFrame();
      }
    }
    assertThat(parley.get(chat, "Accept", "application/json").body()).isEqualTo(before);
    assertThat(model.isAsked()).isFalse();
  }

  @Test
  void two_readers_take_nothing_from_each_other() throws Exception {
    String chat = parley.begin("One");
    String elsewhere = parley.begin("Another chat");
    Asked asked = model.asked("One");
    String at = parley.page(chat).select("#stream").attr("data-position");
    try (EventReader one = parley.stream(chat, at);
        EventReader two = parley.stream(chat, at);
        EventReader other = parley.stream(elsewhere, "")) {
      asked.say("For both").finish();
      one.until("For both");
      two.until("For both");
      model.asked("Another chat").say("For the other").finish();
      List<Event> others = other.until("data-state=\"finished\"");
      assertThat(others).extracting(Event::data).noneMatch(data -> data.contains("For both"));
    }
  }

  private static List<Event> frames(List<Event> events) {
    return events.stream().filter(Event::isFrame).toList();
  }

  private Response raw(String chat, String until) {
    return RawRequest.sendUntil(
        parley.port(),
        until,
        "GET " + chat.replace("/chat/", "/sse/") + " HTTP/1.1",
        "Host: localhost");
  }
}
