package chat.parley.markdown;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/// Where a link in an answer may lead: the web, a mail program, or a page of this site.
final class Destination {
  private static final Pattern ELSEWHERE =
      Pattern.compile("(https?://|mailto:)[^\\p{Cntrl}]*", Pattern.CASE_INSENSITIVE);

  /// `//host` and `/\host` look like paths, but browsers take them for other sites.
  private static final Pattern HERE = Pattern.compile("/([^/\\\\\\p{Cntrl}][^\\p{Cntrl}]*)?");

  private Destination() {}

  static boolean isElsewhere(String address) {
    return ELSEWHERE.matcher(address).matches();
  }

  static boolean isHere(String address) {
    return HERE.matcher(address).matches();
  }

  static boolean isAllowed(String address) {
    return isHere(address) || isElsewhere(address);
  }

  static boolean isForeignImage(String address) {
    return isElsewhere(address) && !address.regionMatches(true, 0, "mailto:", 0, 7);
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
}
