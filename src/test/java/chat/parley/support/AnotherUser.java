package chat.parley.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A program of another user of the same computer.
public final class AnotherUser {
  /// `nobody`.
  public static final int ID = 65_534;

  private AnotherUser() {}

  /// Fails with the reason where there can be none.
  public static void mustBePossible() {
    try {
      if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
        throw new AssertionError(
            "This test starts a program of another user, which takes root: run it as root, as CI does");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends lines, each ended with CR LF, and an empty one, from a process of that user.
  ///
  /// @return all that comes back; nothing where it does not wait for that
  public static String send(String host, int port, boolean waits, String... lines) {
    return speak(
        List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups"),
        host,
        port,
        waits,
        lines);
  }

  /// The same of our own.
  public static String sendOurselves(String host, int port, String... lines) {
    return speak(List.of("env"), host, port, true, lines);
  }

  private static String speak(
      List<String> as, String host, int port, boolean waits, String... lines) {
    mustBePossible();
    List<String> command = new java.util.ArrayList<>(as);
    command.addAll(
        List.of(
            "bash",
            "-c",
            "exec 3<>/dev/tcp/$0/$1 && cat >&3 && if [ $2 = true ]; then cat <&3; fi",
            host,
            String.valueOf(port),
            String.valueOf(waits)));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
