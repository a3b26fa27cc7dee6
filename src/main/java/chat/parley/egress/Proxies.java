package chat.parley.egress;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which proxy a call goes through.
///
/// @param http for addresses with http, or null
/// @param https for those with https, or null
public record Proxies(@Nullable Proxy http, @Nullable Proxy https, NoProxy except) {
  static final Proxies NONE = new Proxies(null, null, new NoProxy(List.of()));

  /// By the usual variables, in lower case before upper case: `https_proxy` and `http_proxy` by the
  /// scheme of what is called, `all_proxy` where there is none of these, and `no_proxy`. An empty
  /// one is none.
  ///
  /// @throws IllegalArgumentException with a sentence about what cannot be used
  static Proxies of(Function<String, @Nullable String> environment) {
    return new Proxies(
        proxy(environment, "HTTP_PROXY"),
        proxy(environment, "HTTPS_PROXY"),
        NoProxy.parse(said(environment, "NO_PROXY").map(Said::value).orElse("")));
  }

  private record Said(String variable, String value) {}

  private static @Nullable Proxy proxy(
      Function<String, @Nullable String> environment, String variable) {
    return said(environment, variable)
        .or(() -> said(environment, "ALL_PROXY"))
        .map(it -> Proxy.parse(it.variable(), it.value()))
        .orElse(null);
  }

  private static Optional<Said> said(
      Function<String, @Nullable String> environment, String variable) {
    for (String name : new String[] {variable.toLowerCase(Locale.ROOT), variable}) {
      String value = environment.apply(name);
      if (value != null) {
        return value.isBlank() ? Optional.empty() : Optional.of(new Said(name, value));
      }
    }
    return Optional.empty();
  }

  /// Nothing where the call goes straight there.
  Optional<Proxy> toward(Destination to) {
    Proxy proxy = to.scheme().equals("https") ? https : http;
    return Optional.ofNullable(proxy).filter(_ -> !except.covers(to));
  }

  /// Whether one of them is there.
  public boolean isOneAt(String host, int port) {
    String plain = Destination.plain(host);
    return all().stream().anyMatch(it -> it.host().equals(plain) && it.port() == port);
  }

  List<Proxy> all() {
    return Stream.of(http, https).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }
}
