package chat.parley.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Programs that are measured beside Parley, or measure it. The scripts in `bin/lib` find them, or
/// fetch them.
final class Tools {
  private Tools() {}

  /// Where a program is.
  ///
  /// @param script and its arguments: `proxy nginx`
  /// @throws IOException if there is none, with the reason
  static String find(Load load, String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(load.root().resolve("bin/lib").resolve(script).toString());
    command.addAll(List.of(arguments));
    return run(command).strip();
  }

  /// What a program prints.
  ///
  /// @throws IOException if it fails, with the last thing that it said
  static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(false).start();
    List<String> complaints = new ArrayList<>();
    Thread complaining =
        Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(complaints::add));
    try {
      String said =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      complaining.join();
      if (process.waitFor() != 0) {
        throw new IOException(
            command.getFirst() + " failed: " + String.join(" ", complaints).strip());
      }
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
