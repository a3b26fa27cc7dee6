package chat.parley.account.oidc;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;

/// A code for a person: what a provider says of somebody, and whether that can be believed.
final class TokenExchange {
  private final Registration registration;
  private final Discovery discovery;
  private final TokenEndpoint tokens;
  private final IdToken idToken;
  private final UserClaims userClaims;

  TokenExchange(
      Registration registration, Discovery discovery, HttpSender calls, InstantSource clock) {
    this.registration = registration;
    this.discovery = discovery;
    this.tokens = new TokenEndpoint(registration, discovery, calls);
    Signatures signatures = new Signatures(new ProviderKeys(discovery.keys(), calls));
    this.idToken = new IdToken(registration, signatures, clock);
    this.userClaims = new UserClaims(registration, calls, signatures);
  }

  LoginResult.LoggedIn redeem(String code, AuthorizationRequest journey)
      throws IOException, UntrustedResponse {
    TokenEndpoint.Granted granted = tokens.redeem(code, journey);
    Claims claims = idToken.believed(granted.idToken(), journey.nonce());
    if (journey.afresh()) {
      IdToken.checkFresh(claims);
    }
    String subject = String.valueOf(claims.text("sub"));
    Profile profile = new Profile(claims, Claims.NONE);
    URI more = discovery.userInfo();
    String access = granted.access();
    if (!profile.isComplete() && more != null && access != null) {
      profile = new Profile(claims, userClaims.of(subject, more, access));
    }
    return new LoginResult.LoggedIn(
        registration.issuer(), subject, profile.name(), profile.email());
  }
}
