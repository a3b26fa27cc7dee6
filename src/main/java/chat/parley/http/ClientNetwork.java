package chat.parley.http;

import chat.parley.egress.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// Whom an address of the network stands for: with IPv6 whoever has one has 2^64 of them, so these
/// count as one.
final class ClientNetwork {
  private static final int PREFIX = 8;

  private ClientNetwork() {}

  static String of(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, PREFIX) + "/64"
        : address.getHostAddress();
  }

  /// @param address in numbers; what is none stands for itself
  static String of(String address) {
    return AddressRange.address(address).map(ClientNetwork::of).orElse(address);
  }
}
