package chat.parley.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Programs that are measured beside Parley, or that measure it. The scripts in `bin/lib` find
/// them, or fetch them.
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
    return run(load, command, Map.of()).strip();
  }

  /// What a program prints.
  ///
  /// @throws IOException if it fails, with what it complained of
  static String run(Load load, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    // Into files: one cannot be interrupted who reads from a program that says nothing.
    Path said = Files.createTempFile(load.scratch(), "said", "");
    Path complaints = Files.createTempFile(load.scratch(), "complaints", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(complaints.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            Path.of(command.getFirst()).getFileName() + " failed: " + brief(complaints));
      }
      return Files.readString(said);
    } finally {
      List<ProcessHandle> started = process.descendants().toList();
      process.destroyForcibly();
      started.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /// Its last lines, as one.
  private static String brief(Path complaints) throws IOException {
    List<String> lines = Files.readAllLines(complaints);
    Stream<String> last = lines.stream().skip(Math.max(0, lines.size() - 5));
    return String.join(" ", last.map(String::strip).toList()).strip();
  }
}
