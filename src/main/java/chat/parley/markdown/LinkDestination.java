package chat.parley.markdown;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where a link in an answer may lead: the web, a mail program, or a page of this site.
final class LinkDestination {
  private static final String MAIL = "mailto:";

  /// The only pictures here that load by themselves: whatever else has an address may do something
  /// when it is asked for, if only much work.
  private static final String OWN_IMAGES = "/static/";

  private LinkDestination() {}

  static boolean isElsewhere(String address) {
    return (begins(address, "http://") || begins(address, "https://") || begins(address, MAIL))
        && !hasControls(address);
  }

  /// `//host` and `/\host` look like paths, but browsers take them for other sites.
  static boolean isHere(String address) {
    if (!address.startsWith("/") || hasControls(address)) {
      return false;
    }
    return address.length() == 1 || (address.charAt(1) != '/' && address.charAt(1) != '\\');
  }

  static boolean isAllowed(String address) {
    return isHere(address) || isElsewhere(address);
  }

  static boolean isForeignImage(String address) {
    return isElsewhere(address) && !begins(address, MAIL);
  }

  /// A file that comes with Parley; nothing that a browser would take for a way out of their
  /// folder.
  static boolean isOwnImage(String address) {
    String path = address.toLowerCase(Locale.ROOT);
    return isHere(address)
        && path.startsWith(OWN_IMAGES)
        && !path.contains("..")
        && !path.contains("%2e")
        && path.indexOf('\\') < 0
        && !path.contains("%5c");
  }

  /// The host as a reader should see it, or the address where there is none.
  static String host(String address) {
    try {
      String host = new URI(address).getHost();
      return host == null ? address : host;
    } catch (URISyntaxException unreadable) {
      return address;
    }
  }

  private static boolean begins(String address, String scheme) {
    return address.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  private static boolean hasControls(String address) {
    for (int i = 0; i < address.length(); i++) {
      if (address.charAt(i) < ' ' || address.charAt(i) == 0x7F) {
        return true;
      }
    }
    return false;
  }
}
