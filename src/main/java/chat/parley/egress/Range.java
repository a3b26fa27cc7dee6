package chat.parley.egress;

import java.net.InetAddress;
import java.util.Optional;

/// Addresses that begin alike, as `NO_PROXY` has them: `10.0.0.0/8`, `fd00::/8`, or one alone.
record Range(InetAddress first, int bits) {

  /// Nothing where it is none. No name is looked up.
  static Optional<Range> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> first = address(slash < 0 ? text : text.substring(0, slash));
    int all = first.map(it -> it.getAddress().length * 8).orElse(0);
    int bits = slash < 0 ? all : number(text.substring(slash + 1));
    return first.filter(_ -> bits >= 0 && bits <= all).map(it -> new Range(it, bits));
  }

  /// An address in numbers, with or without the brackets of IPv6.
  static Optional<InetAddress> address(String text) {
    String plain = Destination.plain(text);
    boolean four = plain.indexOf('.') > 0 && plain.chars().allMatch(c -> c == '.' || isDigit(c));
    if (!four && plain.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(plain));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// -1 where it is none.
  static int number(String text) {
    boolean is = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(Range::isDigit);
    return is ? Integer.parseInt(text) : -1;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  boolean contains(InetAddress address) {
    byte[] one = first.getAddress();
    byte[] other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
