package chat.parley.provider;

import chat.parley.egress.AddressRange;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which addresses are those of the public internet, by the special-purpose address registries of
/// IANA (RFC 6890 and its updates).
final class SpecialAddresses {

  private static final List<AddressRange> NOT_PUBLIC_4 =
      ranges(
          "0.0.0.0/8", // this network; 0.0.0.0 is this computer
          "10.0.0.0/8",
          "100.64.0.0/10", // behind the NAT of a carrier
          "127.0.0.0/8",
          "169.254.0.0/16", // link-local
          "172.16.0.0/12",
          "192.0.0.0/24", // protocols
          "192.0.2.0/24", // examples
          "192.88.99.0/24", // relays of 6to4
          "192.168.0.0/16",
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // examples
          "203.0.113.0/24", // examples
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, and broadcast

  private static final AddressRange GLOBAL_6 = AddressRange.parse("2000::/3");

  private static final List<AddressRange> NOT_PUBLIC_6 =
      ranges(
          "2001::/23", // protocols, and Teredo, which hides two IPv4 addresses
          "2001:db8::/32", // examples
          "3fff::/20"); // examples

  private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");
  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");

  /// Where clouds tell a machine its own passwords, which nobody who asks through Parley may have.
  private static final List<AddressRange> METADATA =
      ranges(
          "169.254.169.254",
          "169.254.170.2",
          "169.254.170.23",
          "100.100.100.200",
          "168.63.129.16",
          "fd00:ec2::254",
          "fd00:ec2::23",
          "fd20:ce::254");

  private SpecialAddresses() {}

  private static List<AddressRange> ranges(String... written) {
    return Arrays.stream(written).map(AddressRange::parse).toList();
  }

  static boolean isMetadata(InetAddress address) {
    return contains(METADATA, address);
  }

  /// Of the address itself: not of one within it.
  static boolean isPublic(InetAddress address) {
    return switch (address) {
      case Inet4Address four -> !contains(NOT_PUBLIC_4, four);
      case Inet6Address six ->
          GLOBAL_6.contains(six) && !contains(NOT_PUBLIC_6, six) && !isIsatap(six);
      default -> false;
    };
  }

  /// The IPv4 address that a packet to this one comes to in the end, behind a translator.
  static Optional<InetAddress> within(InetAddress address) {
    if (NAT64.contains(address)) {
      return Optional.of(four(address.getAddress(), 12));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return Optional.of(four(address.getAddress(), 2));
    }
    return Optional.empty();
  }

  static boolean contains(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /// A tunnel to an IPv4 address within a site, whatever the first half is (RFC 5214).
  private static boolean isIsatap(Inet6Address address) {
    byte[] bytes = address.getAddress();
    return (bytes[8] & 0xfd) == 0
        && bytes[9] == 0
        && bytes[10] == 0x5e
        && (bytes[11] & 0xff) == 0xfe;
  }

  private static InetAddress four(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Four bytes are an address", e);
    }
  }
}
