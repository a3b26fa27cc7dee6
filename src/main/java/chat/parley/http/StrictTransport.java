package chat.parley.http;

import java.time.Duration;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/// Tells browsers that came with https to come with nothing else (RFC 6797).
///
/// The word holds for a name and for all of its ports, so it is given only by who has the usual
/// one: beside Parley at another port there may be things that only speak http. Addresses in
/// numbers have no such rule, and names of this computer are everybody's.
final class StrictTransport implements HttpConfiguration.Customizer {
  /// Renewed by each visit, so whoever uses Parley never sees its end; and who goes back to http is
  /// locked out no longer than this.
  private static final Duration FOR = Duration.ofDays(30);

  private static final String WORD = "max-age=" + FOR.toSeconds();

  private static final String OWN_PORT = ":443";

  private final ForwardedHeaders forwarding;

  StrictTransport(ForwardedHeaders forwarding) {
    this.forwarding = forwarding;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable headers) {
    ForwardedHeaders.Origin origin = forwarding.of(request);
    if (origin.isSecure() && isName(origin.host())) {
      headers.put("Strict-Transport-Security", WORD);
    }
    return request;
  }

  /// A name on the port that https has by itself: no number, and not this computer's own.
  static boolean isName(String host) {
    String name =
        host.endsWith(OWN_PORT) ? host.substring(0, host.length() - OWN_PORT.length()) : host;
    String lower = name.toLowerCase(Locale.ROOT);
    String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    String last = lower.substring(lower.lastIndexOf('.') + 1);
    return lower
            .chars()
            .allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0)
        && last.chars().anyMatch(StrictTransport::isLetter)
        && !bare.equals("localhost")
        && !bare.endsWith(".localhost");
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z';
  }
}
