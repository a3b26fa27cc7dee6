package chat.parley.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// An answer as a models' server sends it: `chat.completion.chunk` events of OpenAI's protocol, in
/// HTTP's chunked encoding.
final class Completion {
  static final String BEGIN =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          + chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  static final String END = chunk("{}", "\"stop\"") + "e\r\ndata: [DONE]\n\n\r\n" + "0\r\n\r\n";

  static final String MODELS =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 58\r\n\r\n"
          + "{\"object\":\"list\",\"data\":[{\"id\":\"bench\",\"object\":\"model\"}]}";

  private Completion() {}

  private static String chunk(String delta, String finish) {
    String event =
        "data: {\"id\":\"b\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"bench\","
            + "\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":"
            + finish
            + "}]}\n\n";
    return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
  }

  /// A chunk whose time stamp is written into its bytes: formatting would cost more than sending.
  static final class Stamped {
    private static final String PLACE = "T0000000000000000";

    private final byte[] bytes;
    private final int lastDigit;

    Stamped(String words) {
      String chunk = chunk("{\"content\":\"" + PLACE + " " + words + "\"}", "null");
      bytes = chunk.getBytes(StandardCharsets.ISO_8859_1);
      lastDigit = chunk.indexOf(PLACE) + PLACE.length() - 1;
    }

    ByteBuffer at(long time) {
      long rest = time;
      for (int i = 0; i < PLACE.length() - 1; i++) {
        bytes[lastDigit - i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      return ByteBuffer.wrap(bytes);
    }
  }
}
