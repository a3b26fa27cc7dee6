package chat.parley.account.oidc;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a provider says of somebody besides the ID token (OpenID Connect Core section 5.3). It adds
/// to what is known, and stops nobody: where it fails or makes no sense, nothing is added.
final class UserClaims {
  private static final Logger log = LoggerFactory.getLogger(UserClaims.class);

  private final Registration registration;
  private final HttpSender calls;
  private final Signatures signatures;

  UserClaims(Registration registration, HttpSender calls, Signatures signatures) {
    this.registration = registration;
    this.calls = calls;
    this.signatures = signatures;
  }

  /// @param subject whom it must be about: else it could be anybody's (section 5.3.2)
  Claims of(String subject, URI address, String access) {
    try {
      HttpUriRequestBase request = HttpSender.to("GET", address);
      request.addHeader("Authorization", "Bearer " + access);
      HttpSender.HttpAnswer answer = calls.send(request);
      if (!answer.isGood()) {
        return nothing("status " + answer.status());
      }
      Claims said = read(answer.body().strip());
      return subject.equals(said.text("sub"))
          ? said
          : nothing(said.has("sub") ? "it is about somebody else" : "it does not say about whom");
    } catch (IOException | UntrustedResponse | IllegalArgumentException e) {
      return nothing(LogText.of(e.getMessage(), access));
    }
  }

  /// JSON, or a token with the provider's signature.
  private Claims read(String body) throws IOException, UntrustedResponse {
    return body.startsWith("ey") ? signatures.believed(body) : Claims.parse(body);
  }

  private Claims nothing(String reason) {
    log.warn(
        "a provider's user info was not used provider={} reason=\"{}\"",
        registration.name(),
        reason);
    return Claims.NONE;
  }
}
