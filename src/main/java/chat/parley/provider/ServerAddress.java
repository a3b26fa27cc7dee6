package chat.parley.provider;

import chat.parley.egress.AddressRange;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An address of an HTTP server, as a person writes it, taken apart. Whoever looks whether it may
/// be called and whoever calls it take it from here.
///
/// - Without a scheme it is `http` for this machine and for the network at home, where hardly
///   anybody has a certificate, and `https` for all others, because the key goes along.
/// - A host has one form only: lower case, in ASCII, without a dot at its end, and four plain
///   numbers where it is numbers. By whatever rules others read it, they read the same.
///
/// @param scheme `http` or `https`
/// @param host a name, four numbers, or an IPv6 address in brackets
/// @param port -1 = the usual one of the scheme
/// @param path as it was written
/// @param version Azure's `api-version`, or empty
record ServerAddress(String scheme, String host, int port, String path, String version) {

  private static final String VERSION = "api-version=";

  private static final List<AddressRange> AT_HOME =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "169.254.0.0/16",
              "100.64.0.0/10",
              "fc00::/7",
              "fe80::/10")
          .map(AddressRange::parse)
          .toList();

  private static final List<String> HOME_NAMES =
      List.of(
          ".localhost",
          ".local",
          ".lan",
          ".internal",
          ".home",
          ".home.arpa",
          ".localdomain",
          ".fritz.box",
          ".intranet");

  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LAST_PORT = 65_535;

  /// A host that is a name, and a port; [URI] itself reads no name beyond ASCII.
  private static final Pattern AUTHORITY = Pattern.compile("([^@:\\[\\]]+)(?::([0-9]*))?");

  /// What resolvers take for an IPv4 address, in whichever of its forms: its last part is a number.
  private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

  private static final String BYTE = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
  private static final Pattern FOUR_NUMBERS =
      Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);

  /// @throws IllegalArgumentException when it is no address of an HTTP server, with a sentence
  static ServerAddress parse(String written) {
    String text = bracketed(PastedAddress.clean(written));
    boolean hasScheme = text.contains("://");
    URI uri = parsed(hasScheme ? text : "https://" + text);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getRawAuthority() == null) {
      throw new IllegalArgumentException("An address of a server begins with http:// or https://");
    }
    if (uri.getRawAuthority().contains("@")
        || (uri.getRawQuery() != null && !isVersion(uri.getRawQuery()))
        || uri.getRawFragment() != null
        || uri.getRawPath().endsWith(".")) {
      throw new IllegalArgumentException(
          "An address has no user, no ?, no # and no dot at its end; the key is apart");
    }
    ServerAddress address = at(scheme, uri);
    if (parsed(address.origin()).getHost() == null) {
      throw new IllegalArgumentException("That is no name of a server");
    }
    return hasScheme || !address.isNear()
        ? address
        : new ServerAddress(
            "http", address.host(), address.port(), address.path(), address.version());
  }

  private static boolean isVersion(String query) {
    return query.startsWith(VERSION)
        && query.length() > VERSION.length()
        && query.length() < 60
        && query.chars().skip(VERSION.length()).allMatch(ServerAddress::isOfVersion);
  }

  private static boolean isOfVersion(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }

  /// An IPv6 address alone, which a URL has in brackets.
  private static String bracketed(String text) {
    return text.indexOf(':') != text.lastIndexOf(':') && AddressRange.address(text).isPresent()
        ? "[" + text + "]"
        : text;
  }

  /// Without the path.
  String origin() {
    return scheme + "://" + host + (port < 0 ? "" : ":" + port);
  }

  int portOrUsual() {
    if (port >= 0) {
      return port;
    }
    return scheme.equals("https") ? HTTPS : HTTP;
  }

  /// This computer, or one of the same network, by its number or by a name that only such a network
  /// knows.
  private boolean isNear() {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return AddressRange.address(bare)
        .map(address ->
            address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || SpecialAddresses.contains(AT_HOME, address))
        .orElseGet(() -> host.indexOf('.') < 0 || HOME_NAMES.stream().anyMatch(host::endsWith));
  }

  private static URI parsed(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("Not an address of a server: " + e.getReason(), e);
    }
  }

  private static ServerAddress at(String scheme, URI uri) {
    if (uri.getHost() != null) {
      return new ServerAddress(
          scheme, host(uri.getHost()), port(uri.getPort()), uri.getRawPath(), version(uri));
    }
    Matcher authority = AUTHORITY.matcher(uri.getRawAuthority());
    if (!authority.matches()) {
      throw new IllegalArgumentException("That is no name of a server");
    }
    String port = authority.group(2);
    boolean isPort = port != null && !port.isEmpty();
    if (isPort && port.length() > 5) {
      throw new IllegalArgumentException("Ports go from 1 to " + LAST_PORT);
    }
    return new ServerAddress(
        scheme,
        host(authority.group(1)),
        port(isPort ? Integer.parseInt(port) : -1),
        uri.getRawPath(),
        version(uri));
  }

  private static String version(URI uri) {
    return uri.getRawQuery() == null ? "" : uri.getRawQuery().substring(VERSION.length());
  }

  private static int port(int written) {
    if (written == 0 || written > LAST_PORT) {
      throw new IllegalArgumentException("Ports go from 1 to " + LAST_PORT);
    }
    return written;
  }

  private static String host(String written) {
    if (written.startsWith("[")) {
      if (written.contains("%")) {
        throw new IllegalArgumentException("An address of a server has no zone (%)");
      }
      return written.toLowerCase(Locale.ROOT);
    }
    String host = ascii(written).toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (NUMERIC.matcher(host).matches() && !FOUR_NUMBERS.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "An address of numbers is four of them, from 0 to 255, like 127.0.0.1");
    }
    return host;
  }

  private static String ascii(String host) {
    try {
      return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("That is no name of a server", e);
    }
  }
}
