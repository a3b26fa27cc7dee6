package chat.parley.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An OpenID provider on loopback that lies as it is told to. It shows no pages: a test asks it for
/// a code in the name of whomever it likes.
public final class FakeIssuer implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Given> codes = new ConcurrentHashMap<>();
  private final List<RSAKey> shown = new CopyOnWriteArrayList<>();
  private final AtomicInteger lastKey = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private volatile RSAKey key;
  private volatile UnaryOperator<JWTClaimsSet.Builder> lie = claims -> claims;
  private volatile boolean tellsIssuer = true;

  /// What is the matter with one of its addresses.
  public enum Trouble {
    SILENT,
    DRIPPING,
    GARBAGE,
    ENDLESS,
    REDIRECT,
    ERROR
  }

  private record Given(Map<String, String> asked, Map<String, Object> claims) {}

  private FakeIssuer(HttpServer server) {
    this.server = server;
    this.key = newKey();
    shown.add(key);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    at("/.well-known/openid-configuration", this::metadata);
    at("/keys", _ -> new JWKSet(List.copyOf(shown)).toString());
    at("/token", this::token);
    server.start();
  }

  public static FakeIssuer start() {
    try {
      return new FakeIssuer(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Changes what stands in the ID tokens from now on.
  public void lie(UnaryOperator<JWTClaimsSet.Builder> changed) {
    lie = changed;
  }

  /// Signs with another key from now on.
  ///
  /// @param told whether the key is among those that are shown
  public void rotate(boolean told) {
    key = newKey();
    if (told) {
      shown.clear();
      shown.add(key);
    }
  }

  public void trouble(String path, Trouble trouble) {
    troubles.put(path, trouble);
  }

  public void recover() {
    troubles.clear();
  }

  /// Somebody signs in here.
  ///
  /// @param asked the query that their browser brought
  /// @param claims what the ID token says of them, with `sub` among it
  /// @return the code
  public String code(Map<String, String> asked, Map<String, Object> claims) {
    String code = "code-" + lastKey.incrementAndGet();
    codes.put(code, new Given(asked, claims));
    return code;
  }

  private interface Answer {
    String to(HttpExchange exchange) throws IOException, JOSEException;
  }

  private void at(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            Trouble trouble = troubles.get(path);
            if (trouble == null) {
              send(exchange, 200, answer.to(exchange));
            } else {
              trouble(exchange, trouble);
            }
          } catch (JOSEException e) {
            throw new IOException(e);
          }
        });
  }

  private void trouble(HttpExchange exchange, Trouble trouble) throws IOException {
    switch (trouble) {
      case SILENT -> awaitClosing();
      case DRIPPING -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        awaitClosing();
      }
      case GARBAGE -> send(exchange, 200, "<html>Welcome to the hotel's network</html>");
      case ENDLESS -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] much = " ".repeat(1024).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 4096; i++) {
          exchange.getResponseBody().write(much);
        }
      }
      case REDIRECT -> {
        exchange.getResponseHeaders().set("Location", issuer() + "/keys");
        exchange.sendResponseHeaders(302, -1);
      }
      case ERROR -> send(exchange, 500, "{\"error\":\"server_error\"}");
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String metadata(HttpExchange exchange) {
    return """
    {"issuer":"ISSUER","authorization_endpoint":"ISSUER/authorize","token_endpoint":"ISSUER/token",
     "jwks_uri":"ISSUER/keys","response_types_supported":["code"],"subject_types_supported":["public"],
     "id_token_signing_alg_values_supported":["RS256"],"end_session_endpoint":"ISSUER/end?ui=1",
     "authorization_response_iss_parameter_supported":TELLS}
    """
        .replace("ISSUER", issuer())
        .replace("TELLS", String.valueOf(tellsIssuer));
  }

  /// Whether it says that it names itself to those who come back from it.
  public void tellsIssuer(boolean told) {
    tellsIssuer = told;
  }

  /// A code works once, for whoever has the verifier.
  private String token(HttpExchange exchange) throws IOException, JOSEException {
    Map<String, String> form =
        pairs(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Given given = codes.remove(form.getOrDefault("code", ""));
    if (given == null
        || !challenge(form.getOrDefault("code_verifier", ""))
            .equals(given.asked().get("code_challenge"))
        || !String.valueOf(form.get("redirect_uri")).equals(given.asked().get("redirect_uri"))) {
      exchange.sendResponseHeaders(400, 0);
      return "{\"error\":\"invalid_grant\"}";
    }
    Instant now = Instant.now();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer())
            .audience("parley")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("nonce", given.asked().get("nonce"));
    given.claims().forEach(claims::claim);
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            lie.apply(claims).build());
    token.sign(new RSASSASigner(key));
    return "{\"access_token\":\"none\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}"
        .formatted(token.serialize());
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The pairs of a query or a form.
  public static Map<String, String> pairs(String query) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : new ArrayList<>(List.of(query.split("&", -1)))) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2) {
        pairs.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return pairs;
  }

  private RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("key-" + lastKey.incrementAndGet()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (exchange.getResponseCode() == -1) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
    }
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
