package chat.parley.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/// What an open stream takes of nginx with nchan: C, an event loop, and nothing to say.
final class Nchan {
  private static final String SUBSCRIBER =
      """
      nchan_subscriber eventsource;
            nchan_channel_id $1;
            nchan_subscriber_first_message newest;
            nchan_eventsource_ping_interval 15;
      """
          .strip();

  private Nchan() {}

  /// Does the same with it as with Parley.
  ///
  /// @param opening opens all streams
  /// @param length how long they stay open before their memory is looked at
  /// @return by how many bytes its resident memory grew
  static long grown(Load load, Consumer<Crowd> first, Consumer<Crowd> opening, Duration length)
      throws IOException, InterruptedException {
    try (Nginx nginx = Nginx.start(load, "nchan", SUBSCRIBER)) {
      try (Crowd crowd = new Crowd(nginx.port())) {
        first.accept(crowd);
        crowd.await("hello", Follower::greeted);
      }
      Thread.sleep(1_000);
      long before = nginx.usage().resident();
      try (Crowd crowd = new Crowd(nginx.port())) {
        opening.accept(crowd);
        crowd.await("hello", Follower::greeted);
        Thread.sleep(length);
        return nginx.usage().resident() - before;
      }
    }
  }
}
