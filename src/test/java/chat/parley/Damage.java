package chat.parley;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What disks do to database files.
final class Damage {
  private static final int PAGE = 4096;

  private Damage() {}

  /// Overwrites pages from one on, so that they are no pages of a database any more.
  static void overwrite(Path file, int page) throws IOException {
    byte[] noise = new byte[PAGE];
    Arrays.fill(noise, (byte) 0x5a);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (long at = (long) (page - 1) * PAGE; at < bytes.length(); at += PAGE) {
        bytes.seek(at);
        bytes.write(noise);
      }
    }
  }

  static void truncate(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(Files.size(file) / 2);
    }
  }
}
