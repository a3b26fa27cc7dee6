package chat.parley.support;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A proxy on loopback for those who call out: tunnels by CONNECT, whole addresses in the first
/// line, and SOCKS 5. It knows names that nobody else knows.
public final class ForwardProxy implements AutoCloseable {
  private static final int LONGEST_HEAD = 64 * 1024;

  private final ServerSocket server;
  private final @Nullable String credentials;
  private final Map<String, Integer> names = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private ForwardProxy(ServerSocket server, @Nullable String credentials) {
    this.server = server;
    this.credentials = credentials;
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  public static ForwardProxy start() {
    return start(null);
  }

  /// @param credentials `user:password` that it wants; null = it lets everybody through
  public static ForwardProxy start(@Nullable String credentials) {
    try {
      return new ForwardProxy(
          new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), credentials);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  /// Makes a name and port lead to a port of this computer; all others are refused.
  public void leads(String host, int port, int here) {
    names.put(host + ":" + port, here);
  }

  /// What it was asked for, like `CONNECT name:443`, `GET http://name/`, `SOCKS 127.0.0.1:80`.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().name("proxied").start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      int first = in.read();
      if (first == 5) {
        socks(client, in);
      } else if (first >= 0) {
        http(client, (char) first + head(in));
      }
    } catch (IOException e) {
      // One side left.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0 && head.length() < LONGEST_HEAD) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private void http(Socket client, String head) throws IOException {
    String[] line = head.substring(0, head.indexOf("\r\n")).split(" ", -1);
    asked.add(line[0] + " " + line[1]);
    OutputStream out = client.getOutputStream();
    if (!isLetIn(head)) {
      say(
          out,
          "407 Proxy Authentication Required",
          "Proxy-Authenticate: Basic realm=\"proxy\"\r\n");
      return;
    }
    boolean tunnel = line[0].equals("CONNECT");
    URI whole = URI.create(tunnel ? "http://" + line[1] : line[1]);
    Integer port = names.get(whole.getHost() + ":" + (whole.getPort() < 0 ? 80 : whole.getPort()));
    if (port == null) {
      say(out, "403 Forbidden", "");
      return;
    }
    try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
      if (tunnel) {
        out.write(
            "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } else {
        String path = whole.getRawPath() + (whole.getQuery() == null ? "" : "?" + whole.getQuery());
        target
            .getOutputStream()
            .write(head.replaceFirst(" \\S+", " " + path).getBytes(StandardCharsets.ISO_8859_1));
      }
      both(client, target);
    }
  }

  private boolean isLetIn(String head) {
    if (credentials == null) {
      return true;
    }
    String wanted =
        "basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    return head.lines()
        .filter(it -> it.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:"))
        .map(it -> it.substring(it.indexOf(':') + 1).strip())
        .anyMatch(it -> it.equalsIgnoreCase(wanted));
  }

  private static void say(OutputStream out, String status, String header) throws IOException {
    out.write(
        ("HTTP/1.1 " + status + "\r\n" + header + "Content-Length: 0\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /// RFC 1928, with addresses in four numbers, and without a password.
  private void socks(Socket client, InputStream in) throws IOException {
    in.readNBytes(in.read());
    OutputStream out = client.getOutputStream();
    out.write(new byte[] {5, 0});
    byte[] request = in.readNBytes(10);
    byte[] four = Arrays.copyOfRange(request, 4, 8);
    int port = ((request[8] & 0xff) << 8) | (request[9] & 0xff);
    String where = InetAddress.getByAddress(four).getHostAddress() + ":" + port;
    asked.add("SOCKS " + where);
    Integer here = names.get(where);
    out.write(new byte[] {5, (byte) (here == null ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0});
    if (here != null) {
      try (Socket target = new Socket(InetAddress.getLoopbackAddress(), here)) {
        both(client, target);
      }
    }
  }

  private static void both(Socket client, Socket target) throws IOException {
    Thread.ofVirtual()
        .start(() -> {
          try (target) {
            client.getInputStream().transferTo(target.getOutputStream());
          } catch (IOException e) {
            // One side left.
          }
        });
    InputStream in = target.getInputStream();
    OutputStream out = client.getOutputStream();
    in.transferTo(out);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
