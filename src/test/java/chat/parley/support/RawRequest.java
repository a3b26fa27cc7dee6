package chat.parley.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request as it stands on the socket: for what an HTTP client would not send, and for looking at
/// the very bytes of an answer.
public final class RawRequest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private RawRequest() {}

  /// An answer. `body` is free of the chunked coding, a character for each byte.
  ///
  /// @param headers by lower-case name
  public record Response(int status, Map<String, String> headers, String body, boolean whole) {
    /// A header's value; empty where there is none.
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    public String text() {
      return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }

  /// Sends lines, each ended with CR LF, and an empty one; reads the whole answer.
  public static Response send(int port, String... lines) {
    return sendUntil(port, null, lines);
  }

  /// The same for an answer that stays open: reads until its body has some text, and hangs up.
  public static Response sendUntil(int port, @Nullable String text, String... lines) {
    return sendBytes(
        port,
        text,
        (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends bytes as they are.
  public static Response sendBytes(int port, @Nullable String until, byte[] request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(request);
      return read(
          socket.getInputStream(), until, new String(request, 0, 4, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response read(InputStream in, @Nullable String until, String method)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    while (true) {
      Response read = parse(all.toString(StandardCharsets.ISO_8859_1), method);
      if (read != null && (read.whole() || (until != null && read.text().contains(until)))) {
        return read;
      }
      int count = in.read(piece);
      if (count < 0) {
        if (read == null) {
          throw new IOException("The connection ended without an answer: " + all);
        }
        return read;
      }
      all.write(piece, 0, count);
    }
  }

  private static @Nullable Response parse(String all, String method) {
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      return null;
    }
    String[] lines = all.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(java.util.Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    int status = Integer.parseInt(lines[0].split(" ", 3)[1]);
    String rest = all.substring(end + 4);
    if (method.equals("HEAD")) {
      return new Response(status, headers, rest, true);
    }
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      return dechunked(status, headers, rest);
    }
    String length = headers.get("content-length");
    boolean whole = length != null && rest.length() >= Integer.parseInt(length);
    return new Response(status, headers, rest, whole);
  }

  private static Response dechunked(int status, Map<String, String> headers, String coded) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int line = coded.indexOf("\r\n", at);
      if (line < 0) {
        return new Response(status, headers, body.toString(), false);
      }
      int size = Integer.parseInt(coded.substring(at, line), 16);
      if (size == 0) {
        return new Response(status, headers, body.toString(), true);
      }
      int start = line + 2;
      if (start + size + 2 > coded.length()) {
        body.append(coded, start, Math.min(coded.length(), start + size));
        return new Response(status, headers, body.toString(), false);
      }
      body.append(coded, start, start + size);
      at = start + size + 2;
    }
  }
}
