package chat.parley.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The real program in a process of its own, which can be killed.
public final class ParleyProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Parley is ready at (https?://\\S+) .*");

  private static final Pattern CODE =
      Pattern.compile("Nobody can sign in yet.* with the code (.*)");

  /// What to start in the place of the classes of this build: `bin/parley`, as it ships.
  private static final String PROGRAM = System.getProperty("parley.program", "");

  static final List<String> JVM =
      List.of(
          // Quick to start, and no more memory than it needs.
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xmx256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Process process;
  private final List<String> said;
  private final Optional<URI> address;

  private ParleyProcess(Process process) throws IOException {
    this.process = process;
    this.said = untilReady(process);
    this.address =
        said.stream()
            .map(READY::matcher)
            .filter(Matcher::matches)
            .map(ready -> URI.create(ready.group(1)))
            .findFirst();
  }

  /// Starts it where people sign in.
  ///
  /// @param options for its JVM, which win over the usual ones
  public static ParleyProcess startWithAccounts(
      List<String> options, Path data, String upstream, String... flags) {
    List<String> all = new ArrayList<>(List.of("--auth", "accounts"));
    all.addAll(List.of(flags));
    ProcessBuilder builder = builder(data, upstream, all.toArray(String[]::new));
    if (PROGRAM.isEmpty()) {
      List<String> command = new ArrayList<>(builder.command());
      command.addAll(command.indexOf("-cp"), options);
      builder.command(command);
    } else {
      builder.environment().put("PARLEY_JAVA_OPTS", String.join(" ", options));
    }
    return ready(starting(builder));
  }

  /// With what the owner's account is made.
  public String setUpCode() {
    return said.stream()
        .map(CODE::matcher)
        .filter(Matcher::matches)
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  /// Starts it and waits until it is ready.
  ///
  /// @param upstream the base URL of the model's server
  /// @param flags more of them, as a person would give them
  public static ParleyProcess start(Path data, String upstream, String... flags) {
    return ready(tryToStart(data, upstream, flags));
  }

  /// Starts one with other files than those that were built: what lies in a directory hides what
  /// has the same name.
  public static ParleyProcess startWith(Path files, Path data, String upstream, String... flags)
      throws IOException {
    ProcessBuilder builder = builder(data, upstream, flags);
    List<String> command = new ArrayList<>(builder.command());
    int classPath = command.indexOf("-cp") + 1;
    command.set(classPath, files + File.pathSeparator + command.get(classPath));
    return started(builder.command(command));
  }

  /// Starts it and waits until it is ready or has ended.
  public static ParleyProcess tryToStart(Path data, String upstream, String... flags) {
    return starting(builder(data, upstream, flags));
  }

  /// Starts it on a disk of its own, and waits until it is ready.
  ///
  /// @param flags more of them; none keep a part of the disk free unless they say so
  public static ParleyProcess startOn(SmallDisk disk, String upstream, String... flags) {
    return ready(tryToStartOn(disk, upstream, flags));
  }

  /// Starts it on a disk of its own, and waits until it is ready or has ended.
  public static ParleyProcess tryToStartOn(SmallDisk disk, String upstream, String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    if (!all.contains("--min-free-disk")) {
      all.addAll(List.of("--min-free-disk", "0"));
    }
    ProcessBuilder builder = builder(disk.data(), upstream, all.toArray(String[]::new));
    builder.command(disk.within(builder.command()));
    return starting(builder);
  }

  /// Starts it with options for its JVM, which win over the usual ones, and waits until it is
  /// ready.
  public static ParleyProcess startWith(List<String> options, Path data, String upstream) {
    ProcessBuilder builder = builder(data, upstream);
    List<String> command = new ArrayList<>(builder.command());
    command.addAll(command.indexOf("-cp"), options);
    return starting(builder.command(command));
  }

  /// Starts it by another command, which is to run it, and waits until it is ready or has ended.
  public static ParleyProcess startWithin(List<String> command, Path data, String upstream) {
    ProcessBuilder builder = builder(data, upstream);
    builder.command(Stream.concat(command.stream(), builder.command().stream()).toList());
    return starting(builder);
  }

  /// The same where a disk is mounted, with options for its JVM.
  public static ParleyProcess startWithin(
      SmallDisk disk, List<String> options, Path data, String upstream) {
    ProcessBuilder builder = builder(data, upstream);
    List<String> command = new ArrayList<>(builder.command());
    command.addAll(command.indexOf("-cp"), options);
    return starting(builder.command(disk.within(command)));
  }

  private static ParleyProcess ready(ParleyProcess started) {
    if (started.address.isEmpty()) {
      throw new AssertionError(
          "Parley did not start, or its disk could not be mounted: " + started.exitCode());
    }
    return started;
  }

  private static ParleyProcess starting(ProcessBuilder builder) {
    try {
      return started(builder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ParleyProcess started(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    // It must not outlive the tests, however these end.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ParleyProcess(process);
  }

  /// Starts one that shares its data directory with another.
  public static ParleyProcess startShared(Path data, String upstream, String log)
      throws IOException {
    return started(
        builder(upstream, List.of(SharedParley.class.getName(), data.toString(), upstream))
            .redirectError(Redirect.appendTo(data.resolveSibling(log).toFile())));
  }

  private static ProcessBuilder builder(Path data, String upstream, String... flags) {
    List<String> arguments =
        Stream.concat(Stream.of("--port", "0", "--data", data.toString()), Stream.of(flags))
            .toList();
    return (PROGRAM.isEmpty()
            ? builder(upstream, prepend("chat.parley.Main", arguments))
            : environment(upstream, new ProcessBuilder(prepend(PROGRAM, arguments))))
        .redirectError(
            Redirect.appendTo(data.resolveSibling(data.getFileName() + ".log").toFile()));
  }

  private static ProcessBuilder builder(String upstream, List<String> program) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.of(
                    List.of(java.toString()),
                    PreparedClasses.options(JVM),
                    List.of("-cp", PreparedClasses.classPath()),
                    program)
                .flatMap(List::stream)
                .toList());
    return environment(upstream, builder);
  }

  private static List<String> prepend(String first, List<String> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }

  private static ProcessBuilder environment(String upstream, ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
    builder.environment().remove("OPENAI_API_KEY");
    builder.environment().put("OPENAI_BASE_URL", upstream);
    // Or the upstream would be asked for more than a test expects.
    builder.environment().put("PARLEY_TITLES", "off");
    return builder;
  }

  private static List<String> untilReady(Process process) throws IOException {
    List<String> said = new ArrayList<>();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.add(line);
      if (READY.matcher(line).matches()) {
        break;
      }
    }
    return said;
  }

  /// What it said at its start after these words; empty where it did not say them.
  public String said(String words) {
    return said.stream()
        .filter(line -> line.startsWith(words))
        .map(line -> line.substring(words.length()))
        .findFirst()
        .orElse("");
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  public URI address() {
    return address.orElseThrow();
  }

  /// `kill -9`.
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /// `kill -STOP`: it stands still, as when the lid of a laptop is closed.
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /// `kill -CONT`: it goes on where it stood.
  public void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    if (status != 0) {
      throw new AssertionError("kill -" + name + " gave " + status);
    }
  }

  /// `kill`, or Ctrl-C.
  public void askToStop() {
    process.destroy();
  }

  /// `kill`, and the wait for its end.
  public int stop() {
    process.destroy();
    return exitCode();
  }

  public int exitCode() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("Parley does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    exitCode();
  }
}
