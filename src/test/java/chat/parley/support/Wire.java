package chat.parley.support;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// What a script can do to a client: the words of the protocol, and every way to get them wrong.
public final class Wire {

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean chunked;
  private boolean ended;
  private String lineEnd = "\n";
  private int splitEvery = Integer.MAX_VALUE;

  Wire(Socket socket, InputStream in) throws IOException {
    this.socket = socket;
    this.in = in;
    this.out = socket.getOutputStream();
  }

  /// How the lines of events end from here on.
  public void lineEnd(String end) {
    lineEnd = end;
  }

  /// Sends bodies from here on in pieces of so many bytes, each a chunk and a packet of its own.
  public void splitEvery(int bytes) {
    splitEvery = bytes;
  }

  /// A response that is an event stream in chunked coding.
  public void stream() throws IOException {
    head(200, "text/event-stream; charset=utf-8");
  }

  /// @param headers lines like `Retry-After: 3`
  public void head(int status, String contentType, String... headers) throws IOException {
    chunked = true;
    rawHead(status, contentType, append(headers, "Transfer-Encoding: chunked"));
  }

  /// A response with these headers and no other.
  ///
  /// @param inChunks whether its body is in chunked coding, or as the headers say
  public void headed(int status, List<String> headers, boolean inChunks) throws IOException {
    chunked = inChunks;
    ended = headers.stream().anyMatch(header -> header.startsWith("Content-Length:"));
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append(inChunks ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
    uncoded(head.toString());
  }

  /// A response whose body ends with its connection, in no coding.
  public void streamUntilClose() throws IOException {
    rawHead(200, "text/event-stream", "Connection: close");
  }

  /// A whole response with a body of known length.
  public void respond(int status, String contentType, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    rawHead(status, contentType, append(headers, "Content-Length: " + bytes.length));
    out.write(bytes);
    out.flush();
    ended = true;
  }

  public void text(String text) throws IOException {
    data(delta("\"content\":" + quoted(text)));
  }

  public void reasoning(String text) throws IOException {
    data(delta("\"reasoning_content\":" + quoted(text)));
  }

  /// An empty first piece, as OpenAI sends it.
  public void role() throws IOException {
    data(delta("\"role\":\"assistant\",\"content\":\"\""));
  }

  public void finish(String reason) throws IOException {
    data(
        """
        {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
        "delta":{},"finish_reason":%s}]}\
        """
            .formatted(quoted(reason)));
  }

  public void usage(int prompt, int completion) throws IOException {
    data(
        """
        {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":\
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}}\
        """
            .formatted(prompt, completion, prompt + completion));
  }

  public void done() throws IOException {
    data("[DONE]");
  }

  public void comment(String comment) throws IOException {
    raw(": " + comment + lineEnd + lineEnd);
  }

  /// One event.
  public void data(String data) throws IOException {
    raw("data: " + data + lineEnd + lineEnd);
  }

  /// One event that has a name.
  public void event(String name, String data) throws IOException {
    raw("event: " + name + lineEnd + "data: " + data + lineEnd + lineEnd);
  }

  /// A line of its own.
  public void line(String line) throws IOException {
    raw(line + lineEnd);
  }

  /// A part of the body, whatever it is.
  public void raw(String text) throws IOException {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  public void raw(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; ) {
      int length = Math.min(splitEvery, bytes.length - from);
      write(bytes, from, length);
      from += length;
    }
  }

  /// Bytes outside of every coding: to break the coding itself.
  public void uncoded(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /// Ends the body as it should.
  public void end() throws IOException {
    if (chunked) {
      uncoded("0\r\n\r\n");
      ended = true;
    }
  }

  public void pause(Duration time) throws InterruptedException {
    Thread.sleep(time);
  }

  /// Says nothing more until the client leaves, which counts as a disconnect.
  public void silence() throws IOException {
    if (in.read() < 0) {
      throw new EOFException("The client has left");
    }
  }

  /// Closes the connection in the middle, as a killed server does: the client's kernel is told that
  /// nothing more comes (`FIN`).
  public void close() throws IOException {
    socket.close();
  }

  /// Closes it as a crashed machine or a firewall does (`RST`).
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  boolean isReusable() {
    return ended && !socket.isClosed();
  }

  private void write(byte[] bytes, int from, int length) throws IOException {
    if (!chunked) {
      out.write(bytes, from, length);
    } else {
      ByteArrayOutputStream chunk = new ByteArrayOutputStream(length + 16);
      chunk.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      chunk.write(bytes, from, length);
      chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(chunk.toByteArray());
    }
    out.flush();
  }

  private void rawHead(int status, String contentType, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\n");
    List.of(headers).forEach(header -> head.append(header).append("\r\n"));
    uncoded(head.append("\r\n").toString());
  }

  private static String delta(String fields) {
    return """
    {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,\
    "delta":{%s},"finish_reason":null}]}\
    """
        .formatted(fields);
  }

  /// As a string of JSON.
  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private static String[] append(String[] headers, String last) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = last;
    return all;
  }
}
