package chat.parley.bench;

import java.io.IOException;
import java.time.Duration;

/// nginx between the readers and the models' server: it passes on what comes, keeps nothing, and
/// makes no page of it.
final class Relay {
  private static final String PASS =
      """
      proxy_pass UPSTREAM;
            proxy_method POST;
            proxy_http_version 1.1;
            proxy_buffering off;
      """
          .strip();

  private Relay() {}

  /// What passed through.
  record Passed(Window window, Arrivals arrivals) {}

  static Passed pass(Load load, Upstream upstream, int answers, Duration warm, Duration length)
      throws IOException, InterruptedException {
    String location = PASS.replace("UPSTREAM", upstream.url().replace("/v1", ""));
    try (Nginx nginx = Nginx.start(load, "nginx", location);
        Crowd crowd = new Crowd(nginx.port())) {
      for (int i = 0; i < answers; i++) {
        crowd.open("/sse/" + i);
      }
      crowd.await("it began", follower -> follower.stamps() > 0);
      Thread.sleep(warm);
      Window window = Window.watch(nginx.usage(), crowd, upstream, Follower::stamps, length);
      return new Passed(window, Arrivals.end(upstream, crowd));
    }
  }
}
