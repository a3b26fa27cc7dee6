package chat.parley.chat;

import chat.parley.http.KeyedCounts;
import chat.parley.http.Request;
import chat.parley.http.RequestLimits;
import chat.parley.problem.Problem;
import chat.parley.user.CurrentUser;
import java.time.Duration;
import java.util.Locale;

/// The streams that somebody may have open, so many for their account, and so many of them for one
/// browser; and how long each waits for what. The one person of local mode may have any number.
public final class StreamLimits {
  /// When a stream that found no room is tried again.
  static final Duration AGAIN = Duration.ofMinutes(1);

  private final RequestLimits bounds;
  private final StreamTimings timings;
  private final KeyedCounts counts = new KeyedCounts();

  public StreamLimits(RequestLimits bounds, StreamTimings timings) {
    this.bounds = bounds;
    this.timings = timings;
  }

  StreamTimings timings() {
    return timings;
  }

  /// Counts a stream until the request is over.
  ///
  /// @throws Problem when it is one too many
  void take(Request request) {
    CurrentUser caller = request.caller();
    String session = caller == null ? null : caller.session();
    // In local mode there is one person, with however many browsers have opened the link.
    if (caller == null || session == null || !caller.signedIn()) {
      return;
    }
    String account = "account " + caller.account().id().value();
    String browser = "session " + session;
    if (!counts.enter(account, bounds.streams())) {
      throw none(bounds.streams(), "you have");
    }
    if (!counts.enter(browser, bounds.streamsOfSession())) {
      counts.leave(account);
      throw none(bounds.streamsOfSession(), "this browser has");
    }
    org.eclipse.jetty.server.Request.addCompletionListener(
        request.request(),
        _ -> {
          counts.leave(account);
          counts.leave(browser);
        });
  }

  private static Problem none(int most, String who) {
    return Problem.tooMany(
        String.format(
            Locale.ENGLISH,
            "These are the %d chats that %s open at once already. Close some, and this one follows along again.",
            most,
            who),
        AGAIN);
  }
}
