package chat.parley.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// Under what address somebody has found Parley, and whether a page is one of its own.
public final class Origins {
  private final Optional<PublicUrl> publicUrl;
  private final ForwardedHeaders forwarded;

  /// @param publicUrl of a proxy in front, if there is one
  public Origins(Optional<PublicUrl> publicUrl, ForwardedHeaders forwarded) {
    this.publicUrl = publicUrl;
    this.forwarded = forwarded;
  }

  /// Where the one who asks has found Parley, like `https://chat.example.org`.
  public String of(Request request) {
    return publicUrl
        .map(PublicUrl::origin)
        .orElseGet(() -> {
          ForwardedHeaders.Origin origin = forwarded.of(request);
          return origin.scheme() + "://" + origin.host();
        });
  }

  /// Whether what is sent cannot be read on the way.
  public boolean isSecure(Request request) {
    return forwarded.of(request).isSecure()
        || publicUrl.filter(url -> url.scheme().equals("https")).isPresent();
  }

  /// Whether a page of that origin is one of ours.
  ///
  /// Where nobody has said, whether it is http or https is for the browser to know: a proxy in
  /// front may speak the other one with Parley. What came in clear is nobody's who is here by
  /// https: anybody on the way could have written the page.
  public boolean isOwn(String origin, Request request) {
    if (publicUrl.filter(url -> origin.equalsIgnoreCase(url.origin())).isPresent()) {
      return true;
    }
    ForwardedHeaders.Origin asked = forwarded.of(request);
    if (asked.host().isEmpty() || publicUrl.filter(url -> url.isHost(asked.host())).isPresent()) {
      return false;
    }
    return origin.equalsIgnoreCase("https://" + asked.host())
        || (!asked.isSecure() && origin.equalsIgnoreCase("http://" + asked.host()));
  }
}
