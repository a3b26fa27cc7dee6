package chat.parley.http;

import java.time.Duration;

/// How much is taken from those who ask, and how long they may take to ask it.
///
/// @param headers from the beginning of a connection, or from the first byte of a request on it,
///   until its headers are there
/// @param body from the headers until the body is there
/// @param grace how long a body may be slower than the least rate
/// @param leastRate bytes a second that a body has to come with after that
/// @param bodies bytes of all bodies that are kept at the same time
/// @param fromAddress connections of a network address on which nobody has signed in, and requests
///   of it by nobody who has
/// @param streams that an account may have open
/// @param streamsOfSession of them by one browser
public record RequestLimits(
    Duration headers,
    Duration body,
    Duration grace,
    int leastRate,
    long bodies,
    int fromAddress,
    int streams,
    int streamsOfSession) {
  /// The part of the heap that bodies may take. A form is kept about four times while it is read:
  /// as bytes, as text, and in its values.
  private static final int PART_OF_HEAP = 16;

  /// A body that comes whole must find room in the smallest heap, also beside others.
  private static final long LEAST_BODIES = 8L * Form.LARGEST_BODY;

  public static final RequestLimits USUAL =
      new RequestLimits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          500,
          Math.max(LEAST_BODIES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP),
          200,
          100,
          30);
}
