package chat.parley.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Addresses of the network that begin alike, written in CIDR: `10.0.0.0/8`, `fd00::/8`.
///
/// @param bits how many of the first bits count
public record AddressRange(InetAddress first, int bits) {

  /// A name is not looked up, and a short or octal form of a number is not guessed at.
  private static final Pattern LITERAL =
      Pattern.compile(
          "(?:0|[1-9][0-9]{0,2})(?:\\.(?:0|[1-9][0-9]{0,2})){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  public AddressRange {
    if (bits < 0 || bits > first.getAddress().length * 8) {
      throw new IllegalArgumentException("/" + bits + " is more than the address has");
    }
  }

  /// Reads one; an address alone is the range of itself.
  ///
  /// @throws IllegalArgumentException when it is none, with a sentence that says so
  public static AddressRange parse(String written) {
    String text = written.strip();
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!LITERAL.matcher(address).matches()) {
      throw none(written, null);
    }
    try {
      InetAddress first = InetAddress.ofLiteral(address);
      int bits =
          slash < 0 ? first.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
      return new AddressRange(first, bits);
    } catch (IllegalArgumentException e) {
      throw none(written, e);
    }
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

  private static IllegalArgumentException none(String written, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "\"" + written + "\" is no range of addresses like 10.0.0.0/8 or fd00::/8", cause);
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
