package chat.parley.durability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What Linux says of a process and of the connections to its port.
final class Kernel {
  private static final String ESTABLISHED = "01";

  private Kernel() {}

  /// Connections to a port of this computer.
  ///
  /// @param open how many the server has not closed
  /// @param queued bytes that wait in the kernel for readers, of closed connections too
  record Connections(long open, long queued) {}

  static Connections connections(int port) throws IOException {
    long open = 0;
    long queued = 0;
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 4 && fields[1].endsWith(":%04X".formatted(port))) {
          open += fields[3].equals(ESTABLISHED) ? 1 : 0;
          queued += fields[3].equals("0A") ? 0 : Long.parseLong(fields[4].split(":", 2)[0], 16);
        }
      }
    }
    return new Connections(open, queued);
  }

  /// Bytes of memory that a process takes.
  static long resident(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      Optional<String> resident = lines.filter(line -> line.startsWith("VmRSS:")).findFirst();
      return Long.parseLong(resident.orElseThrow().replaceAll("\\D", "")) * 1024;
    }
  }
}
