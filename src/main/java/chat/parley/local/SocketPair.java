package chat.parley.local;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// The two ends of a TCP connection. An IPv4 address is the IPv6 one that it is mapped to: programs
/// may speak IPv4 through either kind of socket.
///
/// @param client the end of the one who has connected
/// @param server ours
record SocketPair(SocketEnd client, SocketEnd server) {
  /// The first eight bytes of an IPv4 address that is mapped (`::ffff:127.0.0.1`) are zero, and
  /// then come these.
  private static final long MAPPED = 0xffff_0000_0000L;

  /// One end.
  ///
  /// @param high the first eight bytes of the address
  /// @param low the other eight
  record SocketEnd(long high, long low, int port) {
    static SocketEnd of(InetSocketAddress socket) {
      InetAddress address = socket.getAddress();
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      return address instanceof Inet4Address
          ? ipv4(bytes.getInt(), socket.getPort())
          : new SocketEnd(bytes.getLong(), bytes.getLong(), socket.getPort());
    }

    static SocketEnd ipv4(int address, int port) {
      return new SocketEnd(0, MAPPED | Integer.toUnsignedLong(address), port);
    }

    boolean isIpv4() {
      return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
    }
  }

  static SocketPair of(InetSocketAddress client, InetSocketAddress server) {
    return new SocketPair(SocketEnd.of(client), SocketEnd.of(server));
  }

  boolean areIpv4() {
    return client.isIpv4();
  }
}
