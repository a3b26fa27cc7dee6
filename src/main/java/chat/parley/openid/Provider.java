package chat.parley.openid;

import chat.parley.egress.Egress;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One provider: what it says of itself, and the way there and back.
final class Provider {
  /// How long what it says of itself is believed.
  private static final long KEPT = Duration.ofHours(1).toNanos();

  /// After a failure, until it is asked again.
  private static final long PAUSE = Duration.ofSeconds(2).toNanos();

  private static final Logger log = LoggerFactory.getLogger(Provider.class);

  private final Registration registration;
  private final Calls calls;
  private @Nullable Known known;
  private @Nullable Failure failure;

  private record Known(OIDCProviderMetadata metadata, Exchange exchange, long since) {}

  /// Those who have waited for the same call do not each make it again.
  private record Failure(IOException reason, long since) {}

  Provider(Registration registration, Egress egress) {
    this.registration = registration;
    this.calls = new Calls(egress);
  }

  Journey leave(URI returnTo) {
    OIDCProviderMetadata metadata;
    try {
      metadata = known().metadata();
    } catch (IOException e) {
      throw failed("discovery", e);
    }
    CodeVerifier verifier = new CodeVerifier();
    State state = new State(32);
    Nonce nonce = new Nonce(32);
    AuthenticationRequest request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                new Scope(registration.scopes().toArray(String[]::new)),
                new ClientID(registration.clientId()),
                returnTo)
            .endpointURI(metadata.getAuthorizationEndpointURI())
            .state(state)
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            .build();
    return new Journey(
        registration.name(),
        state.getValue(),
        nonce.getValue(),
        verifier.getValue(),
        returnTo,
        request.toURI());
  }

  Arrival arrive(Journey journey, Return brought) {
    try {
      Known now = known();
      boolean tells = now.metadata().supportsAuthorizationResponseIssuerParam();
      String issuer = brought.issuer();
      if (issuer == null ? tells : !issuer.equals(registration.issuer())) {
        log.warn("a sign-in was answered by another provider provider={}", registration.name());
        return nobody("The answer did not come from %s. Try again.");
      }
      String error = brought.error();
      if (error != null) {
        return refused(error);
      }
      String code = brought.code();
      return code == null
          ? nobody("%s sent you back without an answer. Try again.")
          : now.exchange().redeem(code, journey);
    } catch (IOException e) {
      return new Arrival.Nobody(failed("sign-in", e).message());
    } catch (Exchange.Untrusted e) {
      log.warn(
          "a sign-in was not believed provider={} reason=\"{}\"",
          registration.name(),
          e.getMessage());
      return nobody("What %s said of you could not be believed. Try again.");
    }
  }

  private Arrival refused(String error) {
    return switch (error) {
      case "access_denied" -> nobody("You were not signed in at %s: it was refused there.");
      case "temporarily_unavailable", "server_error" -> nobody("%s is out of order. Try later.");
      default -> {
        log.warn(
            "a provider refused a sign-in provider={} error={}",
            registration.name(),
            error.replaceAll("[^a-z_]", "?"));
        yield nobody("%s refused to sign you in. Whoever runs this Parley finds why in its log.");
      }
    };
  }

  private Arrival nobody(String sentence) {
    return new Arrival.Nobody(sentence.formatted(registration.title()));
  }

  private Problem failed(String doing, IOException e) {
    log.warn(
        "a provider failed provider={} doing={} reason=\"{}\"",
        registration.name(),
        doing,
        e.getMessage());
    return new Problem(
        Code.UNAVAILABLE,
        "%s does not answer as it should. Try again in a moment.".formatted(registration.title()));
  }

  /// What it last said of itself, where it says nothing now.
  private synchronized Known known() throws IOException {
    Known before = known;
    long now = System.nanoTime();
    if (before != null && now - before.since() < KEPT) {
      return before;
    }
    Failure failed = failure;
    if (failed != null && now - failed.since() < PAUSE) {
      throw new IOException(failed.reason().getMessage(), failed.reason());
    }
    try {
      known = discovered();
      failure = null;
      return known;
    } catch (IOException e) {
      if (before != null) {
        // Not asked again by each who comes: they would wait one behind the other.
        known = new Known(before.metadata(), before.exchange(), now - KEPT + PAUSE);
        return before;
      }
      failure = new Failure(e, System.nanoTime());
      throw e;
    }
  }

  /// OpenID Connect Discovery 1.0, section 4.
  private Known discovered() throws IOException {
    URI address =
        URI.create(
            registration.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
    OIDCProviderMetadata metadata = Calls.parsed(OIDCProviderMetadata::parse, calls.get(address));
    if (!metadata.getIssuer().getValue().equals(registration.issuer())) {
      throw new IOException(
          "its issuer is not as configured: it calls itself " + metadata.getIssuer());
    }
    if (metadata.getAuthorizationEndpointURI() == null
        || metadata.getTokenEndpointURI() == null
        || metadata.getJWKSetURI() == null) {
      throw new IOException("it does not say where to sign in");
    }
    Calls.check(metadata.getAuthorizationEndpointURI());
    return new Known(metadata, new Exchange(registration, metadata, calls), System.nanoTime());
  }

  void close() {
    calls.close();
  }
}
