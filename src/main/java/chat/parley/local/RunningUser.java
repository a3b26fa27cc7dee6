package chat.parley.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The user that this process runs as, by the number that the tables of sockets give too.
final class RunningUser {
  private static final String ROW = "Uid:";

  private RunningUser() {}

  /// @param proc where the system tells of its processes
  /// @return nothing where it does not tell, or where the number may be anybody's: it stands for
  ///   all whom this process's name space does not know, too
  static OptionalLong find(Path proc) {
    try {
      long uid = read(proc.resolve("self/status"));
      Path overflow = proc.resolve("sys/kernel/overflowuid");
      return uid == Long.parseLong(Files.readString(overflow, StandardCharsets.US_ASCII).strip())
          ? OptionalLong.empty()
          : OptionalLong.of(uid);
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /// There are four: real, effective, saved, and that of the file system, which sockets get.
  private static long read(Path status) throws IOException {
    for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(ROW)) {
        String[] four = line.substring(ROW.length()).strip().split("\t", -1);
        return Long.parseLong(four[four.length - 1]);
      }
    }
    throw new IOException(status + " names no user");
  }
}
