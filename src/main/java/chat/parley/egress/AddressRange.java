package chat.parley.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Addresses of the network that begin alike, written in CIDR: `10.0.0.0/8`, `fd00::/8`.
///
/// @param bits how many of the first bits count
public record AddressRange(InetAddress first, int bits) {

  /// A name is not looked up, and a short or octal form of a number is not guessed at.
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  /// Reads one; an address alone is the range of itself.
  ///
  /// @throws IllegalArgumentException when it is none, with a sentence that says so
  public static AddressRange parse(String written) {
    return find(written.strip())
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\"" + written + "\" is no range of addresses like 10.0.0.0/8 or fd00::/8"));
  }

  /// The same; nothing where it is none.
  static Optional<AddressRange> find(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> first = address(slash < 0 ? text : text.substring(0, slash));
    int most = first.map(it -> it.getAddress().length * 8).orElse(0);
    int bits = slash < 0 ? most : number(text.substring(slash + 1));
    return first.filter(_ -> bits >= 0 && bits <= most).map(it -> new AddressRange(it, bits));
  }

  /// A port or a number of bits; -1 where it is none.
  static int number(String text) {
    boolean is =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return is ? Integer.parseInt(text) : -1;
  }

  /// Several, separated by commas.
  ///
  /// @throws IllegalArgumentException with what is wrong with one of them
  public static List<AddressRange> parseAll(String written) {
    return Stream.of(written.split(",", -1))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .map(AddressRange::parse)
        .toList();
  }

  /// An address as it is written in numbers. Never a name, for which someone would be asked.
  public static Optional<InetAddress> address(String written) {
    if (!LITERAL.matcher(written).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(written));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public boolean contains(InetAddress address) {
    byte[] one = first.getAddress();
    byte[] other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit += 8) {
      int counted = Math.min(8, bits - bit);
      int differing = (one[bit / 8] ^ other[bit / 8]) & 0xff;
      if (differing >>> (8 - counted) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    String address = first.getHostAddress();
    return (first instanceof Inet6Address ? address.replaceFirst("%.*", "") : address) + "/" + bits;
  }
}
