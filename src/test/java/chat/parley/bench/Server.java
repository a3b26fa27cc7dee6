package chat.parley.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The program as it ships, in a process of its own.
final class Server implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready at http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

  private final Process process;
  private final int port;

  private Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static Server start(Load load, Path data) throws IOException {
    return start(load, data, Map.of());
  }

  /// @param models the base URL of the models' server
  static Server start(Load load, Path data, String models) throws IOException {
    return start(load, data, Map.of("OPENAI_BASE_URL", models));
  }

  /// @param environment in addition; without a models' server it has one that is not there
  static Server start(Load load, Path data, Map<String, String> environment) throws IOException {
    Files.createDirectories(data);
    List<String> command = new ArrayList<>();
    command.add(load.root().resolve("bin/parley").toString());
    command.addAll(List.of("--port", "0", "--data", data.toString(), "--model", "openai/bench"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OPENAI_BASE_URL", "http://127.0.0.1:9");
    // What is measured is answers.
    builder.environment().put("PARLEY_TITLES", "off");
    builder.environment().putAll(environment);
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

  Usage usage() {
    return new Usage(process.toHandle());
  }

  /// Lets it collect all its garbage.
  ///
  /// @return what is left in its heap, in bytes
  /// @throws IOException if this JVM's `jcmd` cannot reach it
  long collect(Load load) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = String.valueOf(process.pid());
    // Counting the objects that live begins with a full collection.
    Matcher live =
        LIVE.matcher(Tools.run(load, List.of(jcmd, pid, "GC.class_histogram"), Map.of()));
    if (!live.find()) {
      throw new IOException("jcmd did not count the heap");
    }
    return Long.parseLong(live.group(1));
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
