package chat.parley.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The program as it ships, in a process of its own.
final class Server implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready at http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final Process process;
  private final int port;

  private Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Server start(Load load, Path data) throws IOException {
    return start(load, data, "http://127.0.0.1:9");
  }

  /// @param models the base URL of the models' server
  static Server start(Load load, Path data, String models) throws IOException {
    Files.createDirectories(data);
    List<String> command = new ArrayList<>();
    command.add(load.root().resolve("bin/parley").toString());
    command.addAll(List.of("--port", "0", "--data", data.toString(), "--model", "openai/bench"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OPENAI_BASE_URL", models);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BufferedReader said = process.inputReader();
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        keep(said, data.resolveSibling(data.getFileName() + ".log"));
        return new Server(process, Integer.parseInt(ready.group(1)));
      }
    }
    throw new IOException("bin/parley did not start: " + all);
  }

  private static void keep(BufferedReader said, Path log) {
    Thread.ofVirtual()
        .start(() -> {
          try (var out = Files.newBufferedWriter(log)) {
            said.transferTo(out);
          } catch (IOException e) {
            // It has ended.
          }
        });
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /// The CPU time that it has used so far, the kernel's for it included, to 10 ms.
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// How many files and connections it has open.
  long openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException("open files are counted in /proc, which is not here", e);
    }
  }

  /// Resident memory, in bytes.
  long resident() {
    try {
      Matcher resident =
          RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
      if (!resident.find()) {
        throw new IllegalStateException("the server has ended");
      }
      return Long.parseLong(resident.group(1)) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException("resident memory is read from /proc, which is not here", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
