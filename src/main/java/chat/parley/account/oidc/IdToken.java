package chat.parley.account.oidc;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says whether an ID token was made by the provider, for Parley, now, and for this sign-in (OpenID
/// Connect Core section 3.1.3.7).
final class IdToken {
  /// How far its clock may be from ours.
  private static final Duration SKEW = Duration.ofSeconds(60);

  /// How long ago somebody may have signed in who had to do it again.
  private static final Duration FRESH = Duration.ofMinutes(5);

  /// Characters (section 2).
  private static final int LONGEST_SUBJECT = 255;

  private final Registration registration;
  private final Signatures signatures;
  private final InstantSource clock;

  IdToken(Registration registration, Signatures signatures, InstantSource clock) {
    this.registration = registration;
    this.signatures = signatures;
    this.clock = clock;
  }

  Claims believed(String token, String nonce) throws UntrustedResponse, IOException {
    Claims claims = signatures.believed(token);
    String issuer = claims.text("iss");
    if (!registration.issuer().equals(issuer)) {
      throw UntrustedResponse.said("the ID token is by the issuer " + issuer);
    }
    checkAudience(claims);
    checkTime(claims);
    if (!nonce.equals(claims.text("nonce"))) {
      throw UntrustedResponse.said(
          "the ID token was made for another sign-in: its nonce is another one");
    }
    String subject = claims.text("sub");
    if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
      throw UntrustedResponse.said(
          "the ID token does not say whom it means: sub is empty or no text");
    }
    return claims;
  }

  /// Whoever had to sign in again has done so shortly before the token was made, as far as the
  /// provider says when they did.
  static void checkFresh(Claims claims) throws UntrustedResponse {
    Instant signedIn = claims.moment("auth_time");
    Instant made = claims.moment("iat");
    if (signedIn != null && made != null && signedIn.isBefore(made.minus(FRESH))) {
      throw UntrustedResponse.said("nobody has signed in again: auth_time is " + signedIn);
    }
  }

  /// Meant for others too, it must have been made for Parley all the same (steps 3 to 5).
  private void checkAudience(Claims claims) throws UntrustedResponse {
    List<String> audience = claims.texts("aud");
    String party = claims.text("azp");
    if (!audience.contains(registration.clientId())) {
      throw UntrustedResponse.said("the ID token was made for another client: aud is " + audience);
    }
    if (claims.has("azp") ? !registration.clientId().equals(party) : audience.size() > 1) {
      throw UntrustedResponse.said(
          "the ID token was made for another client: aud is %s, and azp is %s"
              .formatted(audience, party));
    }
  }

  private void checkTime(Claims claims) throws UntrustedResponse {
    Instant now = clock.instant();
    Instant until = claims.moment("exp");
    if (until == null || until.isBefore(now.minus(SKEW))) {
      throw UntrustedResponse.said(when("is over", "exp", until, now));
    }
    for (String name : List.of("iat", "nbf")) {
      Instant from = claims.moment(name);
      if (from != null && from.isAfter(now.plus(SKEW))) {
        throw UntrustedResponse.said(when("is from the future", name, from, now));
      }
    }
  }

  private static String when(String what, String name, @Nullable Instant said, Instant now) {
    return "the ID token %s: %s is %s, and it is %s here; compare the clocks"
        .formatted(what, name, said, now);
  }
}
