package chat.parley.siege;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Where it happens: the program, and those who attack it.
///
/// @param attacker somebody who has an account, and uses it so
/// @param sender another one, whose messages have hostile answers
record Field(URI site, Caller owner, Caller attacker, Caller sender) {
  private static final int PATIENCE = 200;

  /// An address of the network for tests of it, of which there are many.
  static String somewhere(Random random) {
    return "198.18." + random.nextInt(256) + "." + (1 + random.nextInt(254));
  }

  Socket connect(String said) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.getPort());
    socket.setSoTimeout(PATIENCE);
    socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /// What is said there by now: a status, an end, or nothing yet.
  static String said(Socket socket) {
    byte[] beginning = new byte[12];
    try {
      InputStream in = socket.getInputStream();
      int count = in.readNBytes(beginning, 0, beginning.length);
      return count < beginning.length
          ? "cut off"
          : new String(beginning, 9, 3, StandardCharsets.US_ASCII);
    } catch (SocketTimeoutException e) {
      return "held";
    } catch (IOException e) {
      return "cut off";
    }
  }
}
