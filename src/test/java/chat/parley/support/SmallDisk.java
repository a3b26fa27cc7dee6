package chat.parley.support;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A small file system that one Parley has for its data, and that can be filled. It is mounted
/// where that process alone sees it, and is gone with it.
///
/// Whoever runs the tests must be allowed to mount: root, or anyone where the system lets people
/// have namespaces of their own.
public final class SmallDisk {
  private static final int SIZE = 4 * 1024 * 1024;

  private final Path data;
  private final String mounting;

  private SmallDisk(Path data, String mounting) {
    this.data = data;
    this.mounting = mounting;
  }

  /// An empty one.
  ///
  /// @param data where Parley's data directory is to be
  public static SmallDisk empty(Path data) throws IOException {
    return new SmallDisk(
        Files.createDirectories(data), "mount -t tmpfs -o size=" + SIZE + " tmpfs \"$0\"");
  }

  /// An empty one with an option of the system's, like `noexec`.
  public static SmallDisk mounted(Path data, String option) throws IOException {
    return new SmallDisk(
        Files.createDirectories(data), "mount -t tmpfs -o " + option + " tmpfs \"$0\"");
  }

  /// What a directory holds, to be read only.
  public static SmallDisk readOnly(Path data) {
    return new SmallDisk(data, "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"");
  }

  public Path data() {
    return data;
  }

  List<String> within(List<String> command) {
    return Stream.concat(
            Stream.of("unshare", "--map-root-user", "--mount", "sh", "-c"),
            Stream.concat(
                Stream.of(mounting + " && exec \"$@\"", data.toString()), command.stream()))
        .toList();
  }

  /// Leaves no byte free.
  public void fill(ParleyProcess parley) throws IOException {
    try (OutputStream ballast = Files.newOutputStream(ballast(parley))) {
      byte[] block = new byte[4096];
      for (int written = 0; written < SIZE; written += block.length) {
        ballast.write(block);
      }
    } catch (IOException e) {
      return; // no space left on device
    }
    throw new AssertionError("The disk is larger than it should be");
  }

  /// Leaves so many bytes free.
  public void fillUpTo(ParleyProcess parley, long left) throws IOException {
    try (OutputStream ballast = Files.newOutputStream(ballast(parley))) {
      byte[] block = new byte[4096];
      while (seen(parley).toFile().getUsableSpace() > left) {
        ballast.write(block);
        ballast.flush();
      }
    }
  }

  /// Makes room.
  public void free(ParleyProcess parley) throws IOException {
    Files.delete(ballast(parley));
  }

  /// The disk as this process can see it.
  public Path seen(ParleyProcess parley) {
    return Path.of("/proc", String.valueOf(parley.pid()), "root")
        .resolve(data.toString().substring(1));
  }

  private Path ballast(ParleyProcess parley) {
    return seen(parley).resolve("ballast");
  }
}
