package chat.parley.web;

import java.time.Duration;
import java.util.regex.Pattern;
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

  private static final Pattern NAME = Pattern.compile("(?=.*[A-Za-z][^.]*$)[A-Za-z0-9._-]+(:443)?");

  private static final Pattern LOOPBACK = Pattern.compile("(?i)(.*\\.)?localhost\\.?(:443)?");

  private final Forwarding forwarding;

  StrictTransport(Forwarding forwarding) {
    this.forwarding = forwarding;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable headers) {
    Forwarding.Origin origin = forwarding.of(request);
    if (origin.isSecure()
        && NAME.matcher(origin.host()).matches()
        && !LOOPBACK.matcher(origin.host()).matches()) {
      headers.put("Strict-Transport-Security", WORD);
    }
    return request;
  }
}
