package chat.parley.account.oidc;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What Parley is known as at a provider (a client registration, OpenID Connect Core section 1.2).
///
/// @param name in addresses, like `google`; the return address ends in `/sign-in/NAME/return`
/// @param title on buttons, like `Google`
/// @param issuer as the provider writes it
/// @param secret null for a public client, which has PKCE alone
/// @param scopes what is asked for; `openid` is always among them
/// @param domains of e-mail addresses whose owners may make an account by themselves, in lower case
/// @param formPost whether it is asked to answer with a form (OAuth 2.0 Form Post Response Mode),
///   which some insist on
public record Registration(
    String name,
    String title,
    String issuer,
    String clientId,
    @Nullable String secret,
    List<String> scopes,
    Set<String> domains,
    boolean formPost) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /// One that answers in the usual way.
  public Registration(
      String name,
      String title,
      String issuer,
      String clientId,
      @Nullable String secret,
      List<String> scopes,
      Set<String> domains) {
    this(name, title, issuer, clientId, secret, scopes, domains, false);
  }

  /// @throws IllegalArgumentException with a sentence about what is wrong
  public Registration {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no name for a provider: use small letters, digits and -");
    }
    if (clientId.isBlank()) {
      throw new IllegalArgumentException(name + ".client-id is missing");
    }
    checkIssuer(name, issuer);
    scopes = List.copyOf(scopes);
    domains = Set.copyOf(domains);
    if (!scopes.contains("openid")) {
      throw new IllegalArgumentException(name + ".scopes must have openid among them");
    }
  }

  private static void checkIssuer(String name, String issuer) {
    URI uri;
    try {
      uri = new URI(issuer);
    } catch (URISyntaxException e) {
      throw wrongIssuer(name, issuer);
    }
    String host = uri.getHost();
    boolean reachable =
        "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isLoopback(host));
    if (host == null || !reachable || uri.getQuery() != null || uri.getFragment() != null) {
      throw wrongIssuer(name, issuer);
    }
  }

  static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.contains(host);
  }

  private static IllegalArgumentException wrongIssuer(String name, String issuer) {
    return new IllegalArgumentException(
        name
            + ".issuer must be like https://accounts.example.org (http only on this computer), and not \""
            + issuer
            + "\"");
  }

  /// Whether the owner of an address may make an account by themselves.
  ///
  /// @param email that the provider has verified
  public boolean admits(@Nullable String email) {
    return email != null
        && domains.contains(email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
  }

  /// Does not show the secret: what is printed may be kept.
  @Override
  public String toString() {
    return "Registration[" + name + " " + issuer + "]";
  }
}
