package chat.parley.support;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/// The classes of this build in a jar with a cache of the JVM beside it, as `bin/parley` has one:
/// real processes start in half the time. Made once for each state of the classes, by whoever needs
/// it first. Where there is none, processes start from the directories.
final class PreparedClasses {
  private static final int PATIENCE_SECONDS = 120;

  private final List<String> options;
  private final String classPath;

  private PreparedClasses(List<String> options, String classPath) {
    this.options = options;
    this.classPath = classPath;
  }

  private static final class Known {
    static final String WHOLE = System.getProperty("java.class.path");
    static final PreparedClasses FOUND = find();
  }

  /// @param jvm the options that every process has
  static List<String> options(List<String> jvm) {
    return Stream.concat(jvm.stream(), Known.FOUND.options.stream()).toList();
  }

  /// For a program that is in the tests, which stand behind those of the program.
  static String classPath() {
    return Known.FOUND.classPath;
  }

  private static PreparedClasses find() {
    PreparedClasses none = new PreparedClasses(List.of(), Known.WHOLE);
    List<Path> all = Stream.of(Known.WHOLE.split(File.pathSeparator)).map(Path::of).toList();
    List<Path> directories = all.stream().filter(Files::isDirectory).toList();
    List<Path> programs = having(directories, "chat/parley/Main.class");
    List<Path> tests = having(directories, "chat/parley/support/PreparedClasses.class");
    // What stands before the program and replaces a part of it must not be hidden.
    if (programs.size() != 1 || tests.size() != 1 || directories.size() != 2) {
      return none;
    }
    List<String> libraries = all.stream().filter(Files::isRegularFile).map(Path::toString).toList();
    try {
      Path cache = prepared(programs.getFirst(), libraries);
      String jar = cache.toString().replaceFirst("aot$", "jar");
      return new PreparedClasses(
          Files.size(cache) == 0
              ? List.of()
              : List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off"),
          String.join(File.pathSeparator, path(jar, libraries), tests.getFirst().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> having(List<Path> directories, String name) {
    return directories.stream().filter(one -> Files.exists(one.resolve(name))).toList();
  }

  private static String path(String first, List<String> rest) {
    return first + File.pathSeparator + String.join(File.pathSeparator, rest);
  }

  /// @return the cache, which is empty where none could be made; the jar stands beside it
  private static Path prepared(Path classes, List<String> libraries)
      throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(classes)) {
      files = walk.filter(one -> !one.equals(classes)).sorted().toList();
    }
    Path directory = Files.createDirectories(classes.toAbsolutePath().resolveSibling("processes"));
    String name = "parley-" + Long.toHexString(state(files));
    Path cache = directory.resolve(name + ".aot");
    try (FileChannel lock =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      if (!Files.exists(cache)) {
        forgetOthers(directory);
        Path jar = directory.resolve(name + ".jar");
        pack(classes, files, jar);
        Path made = directory.resolve(name + ".new");
        rehearse(path(jar.toString(), libraries), made);
        if (!Files.exists(made)) {
          Files.createFile(made);
        }
        Files.move(made, cache);
      }
    }
    return cache;
  }

  private static long state(List<Path> files) throws IOException {
    CRC32 sum = new CRC32();
    for (Path file : files) {
      String line = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
      sum.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return sum.getValue();
  }

  private static void forgetOthers(Path directory) throws IOException {
    try (Stream<Path> others = Files.list(directory)) {
      for (Path other : others.filter(one -> one.toString().contains("parley-")).toList()) {
        Files.delete(other);
      }
    }
  }

  private static void pack(Path classes, List<Path> files, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream pack = new JarOutputStream(out)) {
      for (Path file : files) {
        // Those who look for what lies in a directory, as for migrations, look for itself first.
        boolean directory = Files.isDirectory(file);
        pack.putNextEntry(new ZipEntry(classes.relativize(file) + (directory ? "/" : "")));
        if (!directory) {
          Files.copy(file, pack);
        }
        pack.closeEntry();
      }
    }
  }

  /// A short run, from which the JVM learns which classes it will need.
  private static void rehearse(String classPath, Path cache)
      throws IOException, InterruptedException {
    Path data = TestApp.temporaryDirectory();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ParleyProcess.JVM);
    command.addAll(
        List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:aot*=off,cds*=off", "-cp", classPath));
    command.addAll(List.of("chat.parley.Main", "--port", "0", "--drain", "0"));
    command.addAll(List.of("--data", data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("PARLEY_"));
    builder.environment().remove("OPENAI_BASE_URL");
    Process process = builder.start();
    try (var lines = process.inputReader()) {
      String ready =
          lines.lines().filter(line -> line.contains("is ready at ")).findFirst().orElse("");
      if (!ready.isEmpty()) {
        URI home = URI.create(ready.replaceFirst(".*is ready at (\\S+).*", "$1"));
        Visitor visitor = new Visitor(home);
        visitor.post("/messages", Map.of("text", "Hello"));
      }
      process.destroy();
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }
}
