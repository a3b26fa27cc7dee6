package chat.parley.account.oidc;

import chat.parley.egress.Egress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The providers that people may sign in with.
public final class OpenId implements AutoCloseable {
  private final Map<String, Registration> registrations = new LinkedHashMap<>();
  private final Map<String, IdentityProvider> providers = new LinkedHashMap<>();
  private final Egress egress;
  private final Duration longestCall;
  private final InstantSource clock;
  private boolean closed;

  /// @param egress by which way they are called
  /// @param longestCall for each call as a whole, from the connection to the last byte
  public OpenId(
      List<Registration> registrations, Egress egress, Duration longestCall, InstantSource clock) {
    this.egress = egress;
    this.longestCall = longestCall;
    this.clock = clock;
    registrations.forEach(one -> this.registrations.put(one.name(), one));
  }

  public List<Registration> all() {
    return List.copyOf(registrations.values());
  }

  public Optional<Registration> find(String name) {
    return Optional.ofNullable(registrations.get(name));
  }

  /// Begins signing in with a provider.
  ///
  /// @param returnTo where the provider sends the browser
  /// @throws chat.parley.problem.Problem when the provider cannot be reached, or makes no sense
  public AuthorizationRequest begin(Registration registration, URI returnTo) {
    return provider(registration).begin(returnTo, false);
  }

  /// The same for somebody who has to sign in there again, though they are signed in.
  public AuthorizationRequest beginAfresh(Registration registration, URI returnTo) {
    return provider(registration).begin(returnTo, true);
  }

  /// Ends it. A code works once, and so must a request for one: whoever calls has forgotten it.
  public LoginResult finish(
      Registration registration, AuthorizationRequest request, AuthorizationResponse brought) {
    return provider(registration).finish(request, brought);
  }

  /// Where a provider signs people out, if it does and can be asked now (OpenID Connect
  /// RP-Initiated Logout 1.0).
  public Optional<URI> signOutEndpoint(Registration registration) {
    return provider(registration).signOutEndpoint();
  }

  /// The same for one browser.
  ///
  /// @param returnTo where the provider sends it afterwards
  /// @param state comes back as it is
  public Optional<URI> signOutAddress(Registration registration, URI returnTo, String state) {
    return signOutEndpoint(registration)
        .map(end -> AuthorizationEndpoint.end(registration, end, returnTo, state));
  }

  /// Made when it is first needed: its library is large.
  private synchronized IdentityProvider provider(Registration registration) {
    if (closed) {
      throw chat.parley.problem.Problem.stopping();
    }
    return providers.computeIfAbsent(
        registration.name(), _ -> new IdentityProvider(registration, egress, longestCall, clock));
  }

  @Override
  public synchronized void close() {
    closed = true;
    providers.values().forEach(IdentityProvider::close);
  }
}
