package chat.parley.account.oidc;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys that a provider signs with (RFC 7517), fetched when they are needed.
final class ProviderKeys {
  private static final long KEPT = Duration.ofHours(1).toNanos();

  /// From one fetching because a signature was wrong to the next.
  private static final long PAUSE = Duration.ofSeconds(30).toNanos();

  /// What a public key consists of. Certificates and whatever else stands beside it are not looked
  /// at: they may be broken.
  private static final List<String> PARTS = List.of("kty", "n", "e", "crv", "x", "y", "kid", "alg");

  private static final Logger log = LoggerFactory.getLogger(ProviderKeys.class);

  private final URI address;
  private final HttpSender calls;
  private @Nullable FetchedKeys fetched;
  private @Nullable Long renewed;

  private record FetchedKeys(List<JWK> keys, long since) {}

  ProviderKeys(URI address, HttpSender calls) {
    this.address = address;
    this.calls = calls;
  }

  /// @throws IOException when there never were any, and cannot be fetched
  synchronized List<JWK> all() throws IOException {
    FetchedKeys before = fetched;
    if (before != null && System.nanoTime() - before.since() < KEPT) {
      return before.keys();
    }
    try {
      return fetch();
    } catch (IOException e) {
      if (before == null) {
        throw e;
      }
      return keep(before.keys(), e);
    }
  }

  /// The keys of now, where those that were tried fit no signature: a provider that is set up anew
  /// may have another one under the same name. Rarely: whoever signs wrongly must not make Parley
  /// ask each time.
  synchronized List<JWK> renewed(List<JWK> tried) {
    FetchedKeys before = fetched;
    if (before != null && !before.keys().equals(tried)) {
      return before.keys();
    }
    long now = System.nanoTime();
    if (renewed != null && now - renewed < PAUSE) {
      return tried;
    }
    renewed = now;
    try {
      return fetch();
    } catch (IOException e) {
      return keep(tried, e);
    }
  }

  private List<JWK> keep(List<JWK> keys, IOException e) {
    log.warn(
        "a provider's keys could not be fetched again at={} reason=\"{}\"",
        address.getHost(),
        LogText.of(e.getMessage(), null));
    fetched = new FetchedKeys(keys, System.nanoTime() - KEPT + PAUSE);
    return keys;
  }

  private List<JWK> fetch() throws IOException {
    List<JWK> keys = new ArrayList<>();
    for (Claims each : calls.get(address).objects("keys")) {
      JWK key = key(each);
      if (key != null) {
        keys.add(key);
      }
    }
    fetched = new FetchedKeys(List.copyOf(keys), System.nanoTime());
    return fetched.keys();
  }

  /// Null where it is not for signatures, or of a kind that is not known here, or broken: then it
  /// is as if it were not there (RFC 7517 section 5).
  private static @Nullable JWK key(Claims said) {
    String use = said.text("use");
    List<String> operations = said.texts("key_ops");
    if ((use != null && !use.equals("sig"))
        || (!operations.isEmpty() && !operations.contains("verify"))) {
      return null;
    }
    Map<String, Object> parts = new HashMap<>();
    for (String part : PARTS) {
      String text = said.text(part);
      if (text != null) {
        parts.put(part, text);
      }
    }
    try {
      return JWK.parse(parts);
    } catch (ParseException | RuntimeException e) {
      return null;
    }
  }
}
