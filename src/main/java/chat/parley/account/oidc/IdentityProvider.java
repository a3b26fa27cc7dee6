package chat.parley.account.oidc;

import chat.parley.egress.Egress;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One provider: what it says of itself, and the way there and back.
final class IdentityProvider {
  /// How long what it says of itself is believed.
  private static final long KEPT = Duration.ofHours(1).toNanos();

  /// After a failure, until it is asked again.
  private static final long PAUSE = Duration.ofSeconds(2).toNanos();

  private static final Logger log = LoggerFactory.getLogger(IdentityProvider.class);

  private final Registration registration;
  private final InstantSource clock;
  private final HttpSender calls;
  private @Nullable DiscoveredProvider known;
  private @Nullable DiscoveryFailure failure;

  private record DiscoveredProvider(Discovery discovery, TokenExchange exchange, long since) {}

  /// Those who have waited for the same call do not each make it again.
  private record DiscoveryFailure(IOException reason, long since) {}

  IdentityProvider(
      Registration registration, Egress egress, Duration longestCall, InstantSource clock) {
    this.registration = registration;
    this.clock = clock;
    this.calls = new HttpSender(egress, longestCall);
  }

  /// @param afresh whether somebody who is signed in there has to sign in again
  AuthorizationRequest begin(URI returnTo, boolean afresh) {
    Discovery discovery;
    try {
      discovery = known().discovery();
    } catch (IOException e) {
      throw failed("discovery", e);
    }
    return AuthorizationEndpoint.begin(registration, discovery, returnTo, afresh);
  }

  Optional<URI> signOutEndpoint() {
    try {
      return Optional.ofNullable(known().discovery().endSession());
    } catch (IOException e) {
      failed("sign-out", e);
      return Optional.empty();
    }
  }

  LoginResult finish(AuthorizationRequest authorization, AuthorizationResponse brought) {
    try {
      DiscoveredProvider now = known();
      boolean tells = now.discovery().tellsIssuer();
      String issuer = brought.issuer();
      if (issuer == null ? tells : !issuer.equals(registration.issuer())) {
        log.warn("a sign-in was answered by another provider provider={}", registration.name());
        return nobody("The answer did not come from %s. Try again.");
      }
      String error = brought.error();
      if (error != null) {
        return refused(error, brought.description());
      }
      String code = brought.code();
      return code == null
          ? nobody("%s sent you back without an answer. Try again.")
          : now.exchange().redeem(code, authorization);
    } catch (IOException e) {
      return new LoginResult.LoginFailed(failed("sign-in", e).message());
    } catch (UntrustedResponse e) {
      log.warn(
          "a sign-in was not believed provider={} reason=\"{}\"",
          registration.name(),
          e.getMessage());
      return new LoginResult.LoginFailed(e.sentence(registration.title()));
    }
  }

  private LoginResult refused(String error, @Nullable String description) {
    log.warn(
        "a provider refused a sign-in provider={} error=\"{}\" description=\"{}\"",
        registration.name(),
        LogText.of(error, null),
        LogText.of(description, null));
    return switch (error) {
      case "access_denied" -> nobody("You were not signed in at %s: it was refused there.");
      case "temporarily_unavailable", "server_error" -> nobody("%s is out of order. Try later.");
      default ->
          nobody("%s refused to sign you in. Whoever runs this Parley finds why in its log.");
    };
  }

  private LoginResult nobody(String sentence) {
    return new LoginResult.LoginFailed(sentence.formatted(registration.title()));
  }

  private Problem failed(String doing, IOException e) {
    log.warn(
        "a provider failed provider={} doing={} reason=\"{}\"",
        registration.name(),
        doing,
        LogText.of(e.getMessage(), registration.secret()));
    return new Problem(
        Code.UNAVAILABLE,
        "%s does not answer as it should. Try again in a moment.".formatted(registration.title()));
  }

  /// What it last said of itself, where it says nothing now.
  private synchronized DiscoveredProvider known() throws IOException {
    DiscoveredProvider before = known;
    long now = System.nanoTime();
    if (before != null && now - before.since() < KEPT) {
      return before;
    }
    DiscoveryFailure failed = failure;
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
        known = new DiscoveredProvider(before.discovery(), before.exchange(), now - KEPT + PAUSE);
        return before;
      }
      failure = new DiscoveryFailure(e, System.nanoTime());
      throw e;
    }
  }

  private DiscoveredProvider discovered() throws IOException {
    Discovery discovery = Discovery.of(registration, calls);
    return new DiscoveredProvider(
        discovery, new TokenExchange(registration, discovery, calls, clock), System.nanoTime());
  }

  void close() {
    calls.close();
  }
}
