package chat.parley.account;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// For what address passkeys are made: the browser keeps them for one host's name, and gives them
/// to no other.
///
/// @param origin of the page, exactly
/// @param site the host's name
/// @param trouble why there can be none here, or null
record RelyingParty(String origin, String site, @Nullable String trouble) {
  /// @param origin like `https://chat.example.org`
  static RelyingParty of(String origin) {
    String scheme = "";
    String host = "";
    try {
      URI uri = URI.create(origin);
      scheme = String.valueOf(uri.getScheme());
      host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      // The Host of the request is no name: there is nothing that a passkey could be for.
      return none(origin, "This address is no name that a passkey could be for.");
    }
    if (host.isEmpty() || isNumber(host)) {
      return none(
          origin,
          "Passkeys need an address with a name, and this one is a number. Open Parley by its name (on this computer: localhost), or take an app that shows codes.");
    }
    boolean local = host.equals("localhost") || host.endsWith(".localhost");
    if (!scheme.equals("https") && !local) {
      return none(origin, "Passkeys need https. Until there is, take an app that shows codes.");
    }
    return new RelyingParty(origin.toLowerCase(Locale.ROOT), host, null);
  }

  boolean isPossible() {
    return trouble == null;
  }

  private static RelyingParty none(String origin, String why) {
    return new RelyingParty(origin, "", why);
  }

  /// Of version 4, which has digits and points only, or 6, which has brackets.
  private static boolean isNumber(String host) {
    return host.startsWith("[")
        || host.chars().allMatch(sign -> sign == '.' || (sign >= '0' && sign <= '9'));
  }
}
