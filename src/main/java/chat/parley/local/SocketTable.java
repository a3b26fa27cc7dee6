package chat.parley.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// One of Linux's tables of TCP sockets, `/proc/self/net/tcp` or `tcp6`: a row for each, with its
/// two ends and whose it is.
///
/// The format is described in the kernel's `Documentation/networking/proc_net_tcp.rst`: addresses
/// are words of 32 bits in the byte order of the machine, ports are not; all of them in hexadecimal
/// digits.
final class SocketTable {
  /// Of a socket that no process has any more the table knows no owner, and says 0, which is root.
  private static final String NO_INODE = "0";

  /// Where the owner stands in a row, and the inode. The ends are the first two.
  private static final int OWNER = 6;

  private static final int INODE = 8;

  /// More rows than a machine has sockets, so that the reading ends whatever stands there.
  private static final int MOST_ROWS = 2_000_000;

  private static final int BUFFER = 64 * 1024;

  private SocketTable() {}

  /// What is told of each socket that some process has.
  @FunctionalInterface
  interface SocketRows {
    /// @param ends as its owner has connected: the owner is the client
    /// @return whether to read on
    boolean row(SocketPair ends, long owner);
  }

  /// Tells of the sockets that are connected to a port.
  ///
  /// @throws IOException when the table cannot be read, or is no such table
  static void read(Path table, int port, SocketRows rows) throws IOException {
    String wanted = String.format(Locale.ROOT, ":%04X ", port);
    try (BufferedReader in =
        new BufferedReader(Files.newBufferedReader(table, StandardCharsets.ISO_8859_1), BUFFER)) {
      String header = in.readLine();
      if (header == null || !header.contains("local_address")) {
        throw new IOException(table + " is no table of sockets");
      }
      String line = in.readLine();
      for (int read = 0; line != null && read < MOST_ROWS; read++) {
        if (line.contains(wanted) && !report(line, port, rows)) {
          return;
        }
        line = in.readLine();
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException(table + " is no table of sockets", e);
    }
  }

  private static boolean report(String line, int port, SocketRows rows) {
    String[] fields = line.substring(line.indexOf(':') + 1).strip().split(" +", INODE + 2);
    SocketPair.SocketEnd remote = end(fields[1]);
    if (remote.port() != port || fields[INODE].equals(NO_INODE)) {
      return true;
    }
    return rows.row(new SocketPair(end(fields[0]), remote), Long.parseLong(fields[OWNER]));
  }

  private static SocketPair.SocketEnd end(String field) {
    int colon = field.indexOf(':');
    int port = Integer.parseInt(field, colon + 1, field.length(), 16);
    return colon == 8
        ? SocketPair.SocketEnd.ipv4(word(field, 0), port)
        : new SocketPair.SocketEnd(words(field, 0), words(field, 16), port);
  }

  private static long words(String field, int at) {
    return Integer.toUnsignedLong(word(field, at)) << 32
        | Integer.toUnsignedLong(word(field, at + 8));
  }

  private static int word(String field, int at) {
    int word = Integer.parseUnsignedInt(field, at, at + 8, 16);
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(word) : word;
  }
}
