package chat.parley.bench;

import chat.parley.provider.Ending;
import chat.parley.provider.ModelServer;
import chat.parley.provider.Prompt;
import chat.parley.provider.Protocol;
import chat.parley.provider.ServerEndpoint;
import chat.parley.provider.Timeouts;
import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What it costs to read an answer of each protocol, from the socket of the models' server to the
/// chunks: bytes allocated for a chunk, and the CPU time of the thread that reads.
///
/// A program of its own: it needs no server of ours, and prints one line a protocol.
public final class ProviderReading {
  private static final int CHUNKS = 50_000;
  private static final int WARM_UPS = 6;
  private static final int ROUNDS = 9;
  private static final String WORDS = "and a few more words ";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ProviderReading() {}

  /// @param args none, or the names of protocols
  public static void main(String[] args) throws Exception {
    List<String> wanted = Arrays.asList(args);
    for (Protocol protocol : Protocol.values()) {
      if (wanted.isEmpty() || wanted.contains(protocol.name().toLowerCase(Locale.ROOT))) {
        measure(protocol);
      }
    }
  }

  private static void measure(Protocol protocol) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      byte[] response = response(protocol);
      Thread.ofPlatform().daemon().start(() -> serve(listening, response));
      ServerEndpoint connection =
          new ServerEndpoint(
              "bench",
              protocol,
              "http://127.0.0.1:" + listening.getLocalPort(),
              Optional.of("no-key"));
      try (ModelServer server =
          ModelServer.open(connection, Timeouts.DEFAULT, InstantSource.system())) {
        for (int round = 0; round < WARM_UPS; round++) {
          Round.of(server);
        }
        Round[] rounds = new Round[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
          rounds[round] = Round.of(server);
        }
        print(protocol, rounds);
      }
    }
  }

  private record Round(long allocated, long cpuNanos, long nanos) {
    static Round of(ModelServer server) throws InterruptedException {
      int[] chunks = {0};
      Prompt prompt = new Prompt("bench", List.of(new Turn(TurnRole.USER, "Hello")));
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long cpu = THREADS.getCurrentThreadCpuTime();
      long began = System.nanoTime();
      Ending ending = server.answer(prompt, _ -> chunks[0]++);
      Round round =
          new Round(
              THREADS.getCurrentThreadAllocatedBytes() - allocated,
              THREADS.getCurrentThreadCpuTime() - cpu,
              System.nanoTime() - began);
      if (chunks[0] != CHUNKS || !(ending instanceof Ending.Complete)) {
        throw new IllegalStateException(chunks[0] + " chunks, " + ending);
      }
      return round;
    }
  }

  private static void print(Protocol protocol, Round[] rounds) {
    long allocated = median(Arrays.stream(rounds).mapToLong(Round::allocated).toArray());
    long cpu = median(Arrays.stream(rounds).mapToLong(Round::cpuNanos).toArray());
    long nanos = median(Arrays.stream(rounds).mapToLong(Round::nanos).toArray());
    System.out.printf(
        Locale.ROOT,
        "%-10s %,6d bytes a chunk, %,9d chunks a second of CPU, %,9d by the clock%n",
        protocol.name().toLowerCase(Locale.ROOT),
        allocated / CHUNKS,
        CHUNKS * TimeUnit.SECONDS.toNanos(1) / cpu,
        CHUNKS * TimeUnit.SECONDS.toNanos(1) / nanos);
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /// Sends the same to whoever asks, over one connection after the other.
  private static void serve(ServerSocket listening, byte[] response) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        socket.setTcpNoDelay(true);
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        while (readRequest(in)) {
          out.write(response);
          out.flush();
        }
      } catch (IOException e) {
        // It was closed, by this end or the other.
      }
    }
  }

  private static boolean readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:") + "content-length:".length();
    in.readNBytes(Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip()));
    return true;
  }

  /// Events as the servers send them, each in a chunk of HTTP's own.
  private static byte[] response(Protocol protocol) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        bytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked"));
    out.writeBytes(bytes("\r\n\r\n"));
    for (int i = 0; i < CHUNKS; i++) {
      write(out, event(protocol));
    }
    write(out, end(protocol));
    out.writeBytes(bytes("0\r\n\r\n"));
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, String event) {
    out.writeBytes(bytes(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n"));
  }

  private static String event(Protocol protocol) {
    return switch (protocol) {
      case OPENAI ->
          "data: {\"id\":\"chatcmpl-9Yx4\",\"object\":\"chat.completion.chunk\",\"created\":1764400000,"
              + "\"model\":\"bench\",\"system_fingerprint\":\"fp_44709d6fcb\",\"choices\":[{\"index\":0,"
              + "\"delta\":{\"content\":\""
              + WORDS
              + "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";
      case ANTHROPIC ->
          "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
              + "\"delta\":{\"type\":\"text_delta\",\"text\":\""
              + WORDS
              + "\"}}\n\n";
      case GEMINI ->
          "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""
              + WORDS
              + "\"}],\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":8,"
              + "\"totalTokenCount\":8},\"modelVersion\":\"bench\"}\r\n\r\n";
      case OLLAMA ->
          "{\"model\":\"bench\",\"created_at\":\"2026-11-29T12:00:00.123456Z\",\"message\":{"
              + "\"role\":\"assistant\",\"content\":\""
              + WORDS
              + "\"},\"done\":false}\n";
    };
  }

  private static String end(Protocol protocol) {
    return switch (protocol) {
      case OPENAI ->
          """
          data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

          data: [DONE]

          """;
      case ANTHROPIC ->
          """
          event: message_delta
          data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}

          event: message_stop
          data: {"type":"message_stop"}

          """;
      case GEMINI ->
          """
          data: {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":8}}

          """;
      case OLLAMA ->
          """
          {"model":"bench","message":{"role":"assistant","content":""},"done":true}
          """;
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
