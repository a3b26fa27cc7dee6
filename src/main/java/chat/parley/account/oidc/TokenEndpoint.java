package chat.parley.account.oidc;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.jspecify.annotations.Nullable;

/// Gives a code, gets what was granted for it (RFC 6749 section 4.1.3).
final class TokenEndpoint {
  private static final String BASIC = "client_secret_basic";
  private static final String POST = "client_secret_post";

  private final Registration registration;
  private final Discovery discovery;
  private final HttpSender calls;

  /// What the provider took last, where it has refused the other one.
  private volatile @Nullable String taken;

  TokenEndpoint(Registration registration, Discovery discovery, HttpSender calls) {
    this.registration = registration;
    this.discovery = discovery;
    this.calls = calls;
  }

  /// What was granted.
  ///
  /// @param access for what the provider says besides, or null
  record Granted(String idToken, @Nullable String access) {
    /// Shows neither: what is printed may be kept.
    @Override
    public String toString() {
      return "Granted[]";
    }
  }

  Granted redeem(String code, AuthorizationRequest begun) throws IOException, UntrustedResponse {
    String way = way();
    HttpSender.HttpAnswer answer = ask(code, begun, way);
    // Clients are set up for one of the two, which need not be the one that the provider lists.
    if (registration.secret() != null && isRefusal(answer) && taken == null) {
      String other = way.equals(BASIC) ? POST : BASIC;
      HttpSender.HttpAnswer again = ask(code, begun, other);
      if (!isRefusal(again)) {
        taken = other;
        answer = again;
      }
    }
    return granted(answer, code);
  }

  private String way() {
    String known = taken;
    if (known != null) {
      return known;
    }
    boolean postOnly =
        discovery.authentication().contains(POST) && !discovery.authentication().contains(BASIC);
    return postOnly ? POST : BASIC;
  }

  private HttpSender.HttpAnswer ask(String code, AuthorizationRequest begun, String way)
      throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", begun.returnTo().toString());
    form.put("code_verifier", begun.verifier());
    String authorization = null;
    String secret = registration.secret();
    if (secret != null && way.equals(BASIC)) {
      String pair = encoded(registration.clientId()) + ":" + encoded(secret);
      authorization =
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    } else {
      form.put("client_id", registration.clientId());
      if (secret != null) {
        form.put("client_secret", secret);
      }
    }
    HttpUriRequestBase request = HttpSender.form(discovery.token(), query(form));
    if (authorization != null) {
      request.addHeader("Authorization", authorization);
    }
    return calls.send(request);
  }

  /// Whether it is the client that is not known, and the code still good.
  private static boolean isRefusal(HttpSender.HttpAnswer answer) {
    try {
      return !answer.isGood() && "invalid_client".equals(answer.claims().text("error"));
    } catch (IOException e) {
      return false;
    }
  }

  private Granted granted(HttpSender.HttpAnswer answer, String code)
      throws IOException, UntrustedResponse {
    Claims said;
    try {
      said = answer.claims();
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ENGLISH,
              "its tokens are not understood: %s (status %d)",
              e.getMessage(),
              answer.status()),
          e);
    }
    if (!answer.isGood() || said.has("error")) {
      throw UntrustedResponse.refused(
          String.format(
              Locale.ENGLISH,
              "the code was refused with status %d: %s %s",
              answer.status(),
              LogText.of(said.text("error"), code),
              LogText.of(said.text("error_description"), code)));
    }
    String idToken = said.text("id_token");
    if (idToken == null) {
      throw UntrustedResponse.said("there is no ID token: the scope openid must be allowed");
    }
    return new Granted(idToken, said.text("access_token"));
  }

  static String query(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
