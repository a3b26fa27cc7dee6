package chat.parley.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a process takes, together with those that it has started.
record Usage(ProcessHandle process) {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /// The CPU time so far, the kernel's for it included, to 10 ms.
  Duration cpu() {
    return all()
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Resident memory, in bytes.
  long resident() {
    long itsOwn = resident(process);
    if (itsOwn == 0) {
      throw new IllegalStateException("what is measured has ended");
    }
    return itsOwn + process.descendants().mapToLong(Usage::resident).sum();
  }

  /// How many files and connections are open.
  long openFiles() {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException("open files are counted in /proc, which is not here", e);
    }
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(process), process.descendants());
  }

  /// Nothing, if it has ended and its parent has not asked how.
  private static long resident(ProcessHandle one) {
    try {
      Matcher resident =
          RESIDENT.matcher(Files.readString(Path.of("/proc/" + one.pid() + "/status")));
      return resident.find() ? Long.parseLong(resident.group(1)) * 1024 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("resident memory is read from /proc, which is not here", e);
    }
  }
}
