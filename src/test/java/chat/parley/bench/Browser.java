package chat.parley.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Asks for one page after the other over one connection, with as little work as possible.
final class Browser implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final String host;

  Browser(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    host = "127.0.0.1:" + port;
  }

  /// @param headers with names in lower case
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  Answer get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: text/html\r\n\r\n");
  }

  Answer post(String path, Map<String, String> form) throws IOException {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return ask(
        ("POST " + path + " HTTP/1.1\r\nHost: " + host)
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /// Sends a message from the home page.
  ///
  /// @return the id of the chat
  String begin(String text) throws IOException {
    Answer answer = post("/messages", Map.of("text", text));
    String chat = answer.headers().get("location");
    if (answer.status() != 303 || chat == null) {
      throw new IOException("the message was not taken: " + answer.status() + answer.text());
    }
    return chat.replace("/chat/", "");
  }

  private Answer ask(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int status = Integer.parseInt(line().split(" ")[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String length = headers.get("content-length");
    byte[] body = length == null ? chunks() : in.readNBytes(Integer.parseInt(length));
    return new Answer(status, headers, body);
  }

  private byte[] chunks() throws IOException {
    var whole = new java.io.ByteArrayOutputStream();
    for (int size = size(); size > 0; size = size()) {
      whole.writeBytes(in.readNBytes(size));
      line();
    }
    line();
    return whole.toByteArray();
  }

  private int size() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
