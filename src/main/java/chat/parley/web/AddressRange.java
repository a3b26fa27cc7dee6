package chat.parley.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One address, or a range of them, like `10.0.0.0/8` and `2001:db8::/32` (CIDR, RFC 4632).
///
/// @param bits how many of the first bits are the range's own
public record AddressRange(InetAddress network, int bits) {
  private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]{2,39}(\\.[0-9.]{3,11})?");

  public AddressRange {
    if (bits < 0 || bits > network.getAddress().length * 8) {
      throw new IllegalArgumentException(
          network.getHostAddress() + "/" + bits + " is no range of addresses");
    }
  }

  /// Several, separated by commas.
  ///
  /// @throws IllegalArgumentException with what is wrong with one of them
  public static List<AddressRange> parseAll(String text) {
    return Stream.of(text.split(","))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .map(AddressRange::parse)
        .toList();
  }

  private static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network =
        address(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> wrong(text));
    int all = network.getAddress().length * 8;
    if (slash < 0) {
      return new AddressRange(network, all);
    }
    try {
      return new AddressRange(network, Integer.parseUnsignedInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw wrong(text);
    }
  }

  /// An address as it is written in numbers. Never a name, for which someone would be asked.
  static Optional<InetAddress> address(String text) {
    if (!V4.matcher(text).matches() && !(V6.matcher(text).matches() && text.contains(":"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        text + " is no address: it must be like 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32");
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + bits;
  }
}
