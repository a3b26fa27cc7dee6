package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.live.Position;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ServerSentEventTest {
  private static final Position HERE = new Position(7, 2, 2, 1, 0);

  @Test
  void a_frame_says_where_it_starts_and_where_it_ends() {
    assertThat(wire(ServerSentEvent.frame(HERE, HERE.growing(2, 1, 40), 43, "<p>One</p>")))
        .isEqualTo(
            "id: 7.2.2.1.40\ndata: <!--from 7.2.2.1.0--><!--shows 43-->\ndata: <p>One</p>\n\n");
  }

  @Test
  void a_frame_that_fits_every_page_starts_anywhere() {
    assertThat(wire(ServerSentEvent.frame(null, HERE, 0, "")))
        .startsWith("id: 7.2.2.1.0\ndata: <!--from *-->\n");
  }

  @Test
  void each_line_is_a_line_of_data_so_that_no_text_can_end_the_event() {
    assertThat(wire(ServerSentEvent.passing("<pre>a\n\nid: 9\nevent: gone\n</pre>")))
        .isEqualTo("data: <pre>a\ndata: \ndata: id: 9\ndata: event: gone\ndata: </pre>\n\n");
  }

  @Test
  void a_named_event_has_data_or_nobody_would_hear_of_it() {
    assertThat(wire(ServerSentEvent.named("heartbeat", "alive")))
        .isEqualTo("event: heartbeat\ndata: alive\n\n");
    assertThat(wire(ServerSentEvent.named("hello", ""))).isEqualTo("event: hello\ndata: \n\n");
  }

  private static String wire(ServerSentEvent event) {
    return new String(event.bytes(), StandardCharsets.UTF_8);
  }
}
