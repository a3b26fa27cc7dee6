package chat.parley.account.oidc;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3), as far as it is used.
/// What is not used may be missing or wrong.
///
/// @param keys where its keys are
/// @param userInfo where it says more of people, if it does
/// @param endSession where people are signed out, if they can be
/// @param tellsIssuer whether it names itself to those who come back from it (RFC 9207)
/// @param authentication the ways in which a client may show who it is; empty where it does not say
record Discovery(
    URI authorization,
    URI token,
    URI keys,
    @Nullable URI userInfo,
    @Nullable URI endSession,
    boolean tellsIssuer,
    Set<String> authentication) {

  static Discovery of(Registration registration, HttpSender calls) throws IOException {
    URI address =
        URI.create(
            registration.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
    Claims said = calls.get(address);
    String issuer = said.text("issuer");
    if (!registration.issuer().equals(issuer)) {
      throw new IOException(
          "its issuer is not as configured: it calls itself %s, and %s.issuer must say exactly that"
              .formatted(issuer, registration.name()));
    }
    return new Discovery(
        required(said, "authorization_endpoint"),
        required(said, "token_endpoint"),
        required(said, "jwks_uri"),
        optional(said, "userinfo_endpoint"),
        optional(said, "end_session_endpoint"),
        Boolean.TRUE.equals(said.truth("authorization_response_iss_parameter_supported")),
        Set.copyOf(said.texts("token_endpoint_auth_methods_supported")));
  }

  private static URI required(Claims said, String name) throws IOException {
    String address = said.text(name);
    if (address == null) {
      throw new IOException("it does not say where to sign in: " + name + " is missing");
    }
    try {
      return HttpSender.check(new URI(address));
    } catch (URISyntaxException e) {
      throw new IOException(name + " is no address", e);
    }
  }

  private static @Nullable URI optional(Claims said, String name) {
    try {
      return required(said, name);
    } catch (IOException e) {
      return null;
    }
  }
}
