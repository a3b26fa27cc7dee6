package chat.parley.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A code for a person: what a provider says of somebody, and whether that can be believed.
final class Exchange {
  /// How far its clock may be from ours.
  private static final Duration SKEW = Duration.ofSeconds(60);

  /// Signatures that need the provider's own key. With a shared secret, or none at all, anybody
  /// could have made them.
  private static final Set<JWSAlgorithm> SIGNATURES =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final Duration KEYS_KEPT = Duration.ofHours(1);
  private static final Duration KEYS_AWAITED = Duration.ofSeconds(15);

  private final Registration registration;
  private final OIDCProviderMetadata metadata;
  private final Calls calls;
  private final IDTokenValidator validator;

  Exchange(Registration registration, OIDCProviderMetadata metadata, Calls calls)
      throws IOException {
    this.registration = registration;
    this.metadata = metadata;
    this.calls = calls;
    // A key that is not known is looked for again, at most twice in 30 s.
    JWKSource<SecurityContext> keys =
        JWKSourceBuilder.create(metadata.getJWKSetURI().toURL(), calls)
            .cache(KEYS_KEPT.toMillis(), KEYS_AWAITED.toMillis())
            .refreshAheadCache(false)
            .build();
    this.validator =
        new IDTokenValidator(
            new Issuer(registration.issuer()),
            new ClientID(registration.clientId()),
            new JWSVerificationKeySelector<>(SIGNATURES, keys),
            null);
    validator.setMaxClockSkew((int) SKEW.toSeconds());
  }

  /// What was answered is not what the provider says, or not about this sign-in.
  static final class Untrusted extends Exception {
    private static final long serialVersionUID = 1;

    Untrusted(@Nullable String reason) {
      super(reason);
    }
  }

  Arrival.Somebody redeem(String code, Journey journey) throws IOException, Untrusted {
    OIDCTokens tokens = tokens(code, journey);
    if (tokens.getIDToken() == null) {
      throw new Untrusted("there is no ID token");
    }
    IDTokenClaimsSet claims;
    try {
      claims = validator.validate(tokens.getIDToken(), new Nonce(journey.nonce()));
    } catch (BadJOSEException e) {
      throw new Untrusted(e.getMessage());
    } catch (JOSEException e) {
      throw new IOException("the signature could not be checked: " + e.getMessage(), e);
    }
    checkParty(claims);
    String subject = claims.getSubject().getValue();
    Said said =
        new Said(
            claims.getStringClaim("name"),
            claims.getStringClaim("email"),
            claims.getBooleanClaim("email_verified"));
    URI more = metadata.getUserInfoEndpointURI();
    if (said.email() == null && more != null && tokens.getAccessToken() != null) {
      said = said.or(moreOf(subject, more, tokens.getAccessToken()));
    }
    return new Arrival.Somebody(
        registration.issuer(),
        subject,
        said.name() == null ? "" : said.name(),
        Boolean.TRUE.equals(said.verified()) ? said.email() : null);
  }

  /// Meant for others too, it must have been made for Parley all the same (OpenID Connect Core
  /// section 3.1.3.7, steps 4 and 5).
  private void checkParty(IDTokenClaimsSet claims) throws Untrusted {
    AuthorizedParty party = claims.getAuthorizedParty();
    boolean ours =
        party == null
            ? claims.getAudience().size() == 1
            : party.getValue().equals(registration.clientId());
    if (!ours) {
      throw new Untrusted("the ID token was made for another client");
    }
  }

  private record Said(@Nullable String name, @Nullable String email, @Nullable Boolean verified) {
    /// Whether an address is verified is said beside the address, and nowhere else.
    Said or(Said other) {
      return new Said(name == null ? other.name : name, other.email, other.verified);
    }
  }

  private OIDCTokens tokens(String code, Journey journey) throws IOException, Untrusted {
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(
            new AuthorizationCode(code), journey.returnTo(), new CodeVerifier(journey.verifier()));
    ClientID client = new ClientID(registration.clientId());
    ClientAuthentication authentication = authentication(client);
    TokenRequest request =
        (authentication == null
                ? new TokenRequest.Builder(metadata.getTokenEndpointURI(), client, grant)
                : new TokenRequest.Builder(metadata.getTokenEndpointURI(), authentication, grant))
            .build();
    try {
      TokenResponse response = OIDCTokenResponseParser.parse(request.toHTTPRequest().send(calls));
      if (!response.indicatesSuccess()) {
        String why = response.toErrorResponse().getErrorObject().getCode();
        throw new Untrusted("the code was refused: " + why);
      }
      return response.toSuccessResponse().getTokens().toOIDCTokens();
    } catch (ParseException | ClassCastException e) {
      throw new IOException("its tokens are not understood: " + e.getMessage(), e);
    }
  }

  private @Nullable ClientAuthentication authentication(ClientID client) {
    String secret = registration.secret();
    if (secret == null) {
      return null;
    }
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    boolean basic =
        methods == null
            || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            || !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    return basic
        ? new ClientSecretBasic(client, new Secret(secret))
        : new ClientSecretPost(client, new Secret(secret));
  }

  /// What is not in the ID token, from where many providers have it. It comes from the provider
  /// itself, and must be about the same one (OpenID Connect Core section 5.3.2).
  private Said moreOf(String subject, URI address, AccessToken token)
      throws IOException, Untrusted {
    try {
      UserInfoResponse response =
          UserInfoResponse.parse(new UserInfoRequest(address, token).toHTTPRequest().send(calls));
      UserInfo info =
          response.indicatesSuccess() ? response.toSuccessResponse().getUserInfo() : null;
      if (info == null) {
        return new Said(null, null, null);
      }
      if (!info.getSubject().getValue().equals(subject)) {
        throw new Untrusted("the user info is about somebody else");
      }
      return new Said(info.getName(), info.getEmailAddress(), info.getEmailVerified());
    } catch (ParseException e) {
      throw new IOException("its user info is not understood: " + e.getMessage(), e);
    }
  }
}
