package chat.parley.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A mail server on loopback that takes every letter, or does what it is told to.
public final class ScriptedMailServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final ServerSocket server;
  private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
  private final List<String> signedIn = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile Mood mood = Mood.FRIENDLY;

  /// What it does with those who come.
  public enum Mood {
    FRIENDLY,
    REFUSING,
    SILENT
  }

  /// @param text as it came, decoded where it was encoded for the way
  public record Letter(String to, String text) {}

  private ScriptedMailServer(ServerSocket server) {
    this.server = server;
    Thread.ofVirtual().name("mail").start(this::accept);
  }

  public static ScriptedMailServer start() {
    try {
      return new ScriptedMailServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getLocalPort();
  }

  public void mood(Mood next) {
    mood = next;
  }

  /// Who signed in with what, like `user:password`.
  public List<String> signedIn() {
    return signedIn;
  }

  public int waiting() {
    return letters.size();
  }

  /// The next letter that came.
  public Letter letter() throws InterruptedException {
    Letter letter = letters.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (letter == null) {
      throw new AssertionError("No letter came");
    }
    return letter;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().name("mail-session").start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      OutputStream out = socket.getOutputStream();
      if (mood == Mood.SILENT) {
        in.readLine();
        return;
      }
      say(out, "220 ready");
      String to = "";
      String line = in.readLine();
      while (line != null) {
        if (line.startsWith("EHLO")) {
          say(out, "250-here\r\n250 AUTH PLAIN");
        } else if (line.startsWith("AUTH PLAIN ")) {
          String given =
              new String(Base64.getDecoder().decode(line.substring(11)), StandardCharsets.UTF_8);
          // On whose behalf, who, with what (RFC 4616).
          String[] parts = given.split("\0", 3);
          signedIn.add(parts[1] + ":" + parts[2]);
          say(out, "235 welcome");
        } else if (line.startsWith("RCPT TO:")) {
          to = line.substring(8).replaceAll("[<>]", "").split(" ", 2)[0];
          say(out, mood == Mood.REFUSING ? "550 no such mailbox" : "250 ok");
        } else if (line.equals("DATA")) {
          say(out, "354 go on");
          letters.add(new Letter(to, data(in)));
          say(out, "250 taken");
        } else if (line.equals("QUIT")) {
          say(out, "221 farewell");
          return;
        } else {
          say(out, "250 ok");
        }
        line = in.readLine();
      }
    } catch (IOException e) {
      // The other side is gone, or this one is closed.
    }
  }

  private static String data(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    String line = in.readLine();
    while (line != null && !line.equals(".")) {
      text.append(line.startsWith("..") ? line.substring(1) : line).append('\n');
      line = in.readLine();
    }
    return text.toString();
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
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
