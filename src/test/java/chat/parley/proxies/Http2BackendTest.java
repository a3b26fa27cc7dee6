package chat.parley.proxies;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.EventReader;
import chat.parley.support.Nightly;
import chat.parley.support.ReverseProxy;
import chat.parley.support.ScriptedProvider.Asked;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A proxy that speaks HTTP/2 in clear to Parley, and brings all its visitors over few connections.
@Nightly("HAProxy: every push runs nginx")
class Http2BackendTest {
  private static final int VISITORS = 40;

  /// One that offers to upgrade to HTTP/2, as Java's does by default, is answered 502 by HAProxy.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void readers_who_share_a_connection_behind_the_proxy_each_get_everything() throws Exception {
    try (Behind behind = new Behind(Http2BackendTest::haproxy)) {
      String chat =
          send(HttpRequest.newBuilder(behind.proxy().uri("/messages"))
                  .header("Authorization", "Bearer " + behind.parley().secret())
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("text=Hello")))
              .headers()
              .firstValue("Location")
              .orElseThrow();
      Asked asked = behind.model().asked().say("One.\n\nTwo");
      URI address = behind.proxy().uri(chat.replace("/chat/", "/sse/") + "?after=0.0.0.0.0");
      List<EventReader> streams = new ArrayList<>();
      try {
        for (int i = 0; i < VISITORS; i++) {
          streams.add(
              EventReader.open(
                  address, Map.of("Authorization", "Bearer " + behind.parley().secret())));
        }
        for (EventReader stream : streams) {
          stream.until("Two");
        }
        asked.say(" words.\n\nThree").finish();
        for (EventReader stream : streams) {
          assertThat(stream.until("data-state=\"finished\"")).isNotEmpty();
        }
      } finally {
        streams.forEach(EventReader::close);
      }
      assertThat(
              send(HttpRequest.newBuilder(behind.proxy().uri(chat))
                      .header("Authorization", "Bearer " + behind.parley().secret()))
                  .body())
          .contains("Three");
    }
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static ReverseProxy haproxy(int port, int parley) {
    return ReverseProxy.haproxy(
        port,
        """
        defaults
          mode http
          timeout connect 5s
          timeout client 60s
          timeout server 60s
          option forwardfor

        frontend parley
          bind 127.0.0.1:%d
          default_backend parley

        backend parley
          server parley 127.0.0.1:%d proto h2
        """
            .formatted(port, parley));
  }
}
