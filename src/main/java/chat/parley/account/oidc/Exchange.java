package chat.parley.account.oidc;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;

/// A code for a person: what a provider says of somebody, and whether that can be believed.
final class Exchange {
  private final Registration registration;
  private final Discovery discovery;
  private final Tokens tokens;
  private final IdToken idToken;
  private final UserClaims userClaims;

  Exchange(Registration registration, Discovery discovery, Calls calls, InstantSource clock) {
    this.registration = registration;
    this.discovery = discovery;
    this.tokens = new Tokens(registration, discovery, calls);
    Signatures signatures = new Signatures(new Keys(discovery.keys(), calls));
    this.idToken = new IdToken(registration, signatures, clock);
    this.userClaims = new UserClaims(registration, calls, signatures);
  }

  Arrival.Somebody redeem(String code, Journey journey) throws IOException, Untrusted {
    Tokens.Granted granted = tokens.redeem(code, journey);
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
    return new Arrival.Somebody(registration.issuer(), subject, profile.name(), profile.email());
  }
}
