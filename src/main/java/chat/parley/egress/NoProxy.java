package chat.parley.egress;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is called without a proxy, as `NO_PROXY` says: names between commas, each with everything
/// below it, addresses and ranges of them, each perhaps with a port; `*` is everybody. This
/// computer itself always is.
///
/// What is nonsense in it matches nobody: other programs read it too, and a start must not fail for
/// what they understand.
record NoProxy(List<Exemption> entries) {
  /// More than anybody lists by hand.
  private static final int MOST = 1_000;

  NoProxy {
    entries = List.copyOf(entries);
  }

  static NoProxy parse(String written) {
    return new NoProxy(
        Arrays.stream(written.split("[,;|\\s]", -1))
            .filter(one -> !one.isBlank())
            .limit(MOST)
            .map(Exemption::parse)
            .toList());
  }

  boolean covers(Destination to) {
    Optional<InetAddress> address = AddressRange.address(to.host());
    return to.isLoopback() || entries.stream().anyMatch(one -> one.covers(to, address));
  }

  /// @param name what a name is or ends with, perhaps with a `*` at its beginning or end
  /// @param range for addresses in numbers, or null
  /// @param port -1 = any
  record Exemption(String name, @Nullable AddressRange range, int port) {

    static Exemption parse(String written) {
      String text = withoutScheme(written.strip().toLowerCase(Locale.ROOT));
      Optional<AddressRange> whole = AddressRange.find(Destination.plain(text));
      if (whole.isPresent()) {
        return new Exemption("", whole.get(), -1);
      }
      int colon = text.lastIndexOf(':');
      int port = colon < 0 ? -1 : AddressRange.number(text.substring(colon + 1));
      String host = port < 0 ? text : text.substring(0, colon);
      String plain = Destination.plain(host);
      return new Exemption(ascii(plain), AddressRange.find(plain).orElse(null), port);
    }

    private static String withoutScheme(String text) {
      int scheme = text.indexOf("://");
      return scheme < 0 ? text : text.substring(scheme + 3);
    }

    private static String ascii(String name) {
      try {
        return IDN.toASCII(name).toLowerCase(Locale.ROOT);
      } catch (IllegalArgumentException e) {
        return name;
      }
    }

    boolean covers(Destination to, Optional<InetAddress> address) {
      if (port >= 0 && port != to.port()) {
        return false;
      }
      return range == null ? names(to.host()) : address.filter(range::contains).isPresent();
    }

    private boolean names(String host) {
      if (name.equals("*")) {
        return true;
      }
      if (name.endsWith("*")) {
        return name.length() > 1 && host.startsWith(name.substring(0, name.length() - 1));
      }
      String end = name.startsWith("*") ? name.substring(1) : name;
      String below = end.startsWith(".") ? end : "." + end;
      return below.length() > 1 && ("." + host).endsWith(below);
    }
  }
}
