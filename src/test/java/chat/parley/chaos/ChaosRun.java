package chat.parley.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One run of the chaos as `bin/chaos` starts it, in a process of its own.
///
/// @param output everything that it printed
record ChaosRun(int exitCode, String output) {

  /// @param classPath what stands before the tests' own
  static ChaosRun of(Path directory, String plan, long seed, Path... classPath)
      throws IOException, InterruptedException {
    String path =
        Stream.concat(
                Stream.of(classPath).map(Path::toString),
                Stream.of(System.getProperty("java.class.path")))
            .reduce((one, more) -> one + ":" + more)
            .orElseThrow();
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    path,
                    Chaos.class.getName(),
                    directory.toString(),
                    plan,
                    String.valueOf(seed)))
            .redirectErrorStream(true)
            .start();
    // Asked to end, it takes the servers that it started with it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(1, TimeUnit.MINUTES);
    return new ChaosRun(process.exitValue(), output);
  }

  /// A figure of the table.
  long figure(String row) {
    Matcher found = Pattern.compile("(?m)^" + Pattern.quote(row) + "\\s+([0-9,]+)").matcher(output);
    OptionalLong figure =
        found.results().mapToLong(one -> Long.parseLong(one.group(1).replace(",", ""))).findFirst();
    return figure.orElseThrow(() -> new AssertionError("no " + row + " in\n" + output));
  }
}
