package chat.parley.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// OpenID providers on loopback, one below each path, each of which behaves as its script says:
/// `cases/oidc/cases.json`, whose README tells the form.
public final class ScriptedIssuer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, SigningKey> KEYS = new ConcurrentHashMap<>();

  private final Map<String, JsonNode> scripts;
  private final HttpServer server;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> fetched = new ConcurrentHashMap<>();
  private final Map<String, Boolean> rotated = new ConcurrentHashMap<>();
  private final AtomicInteger last = new AtomicInteger();

  public ScriptedIssuer(Map<String, JsonNode> scripts) {
    this.scripts = scripts;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  public String issuer(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  /// Somebody signs in at one of them.
  ///
  /// @param asked the query that their browser brought
  /// @return the code
  public String code(String name, Map<String, String> asked) {
    String code = name + "." + last.incrementAndGet();
    codes.put(code, asked);
    return code;
  }

  /// Has another key from now on, as its script says.
  public void rotate(String name) {
    rotated.put(name, true);
  }

  /// How often its keys were asked for.
  public int fetched(String name) {
    return fetched.computeIfAbsent(name, _ -> new AtomicInteger()).get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] path = exchange.getRequestURI().getPath().split("/", 3);
      String name = path[1];
      JsonNode script = Objects.requireNonNull(scripts.get(name));
      switch (path[2]) {
        case ".well-known/openid-configuration" ->
            send(exchange, script, "disc", discovery(name, script));
        case "keys" -> {
          fetched.computeIfAbsent(name, _ -> new AtomicInteger()).incrementAndGet();
          send(exchange, script, "keys", keys(name, script).toString());
        }
        case "token" -> token(exchange, name, script);
        case "userinfo" -> userInfo(exchange, name, script);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private String discovery(String name, JsonNode script) {
    ObjectNode said = JSON.createObjectNode();
    said.put("issuer", issuer(name));
    for (String[] each :
        List.of(
            new String[] {"authorization_endpoint", "/authorize"},
            new String[] {"token_endpoint", "/token"},
            new String[] {"jwks_uri", "/keys"},
            new String[] {"userinfo_endpoint", "/userinfo"})) {
      said.put(each[0], issuer(name) + each[1]);
    }
    said.putArray("response_types_supported").add("code");
    said.putArray("subject_types_supported").add("public");
    said.putArray("id_token_signing_alg_values_supported").add("RS256");
    return change(said, script.path("disc"), name).toString();
  }

  private ObjectNode keys(String name, JsonNode script) {
    ObjectNode set = JSON.createObjectNode();
    var keys = set.putArray("keys");
    script.path("keys").forEach(keys::add);
    ObjectNode own = JSON.valueToTree(key(name, script, false).shown());
    String kid = kid(name, script);
    if (kid != null) {
      own.put("kid", kid);
    }
    own.put("use", "sig");
    keys.add(change(own, script.path("own"), name));
    return set;
  }

  private @Nullable String kid(String name, JsonNode script) {
    if (script.has("kid") && script.get("kid").isNull()) {
      return null;
    }
    return script.path("kid").asText("r")
        + (rotated.containsKey(name) && script.path("rot").asText().equals("newkid") ? "2" : "");
  }

  private SigningKey key(String name, JsonNode script, boolean forged) {
    String algorithm = script.path("alg").asText("RS256");
    return KEYS.computeIfAbsent(
        algorithm + (rotated.containsKey(name) || forged ? " another" : ""),
        _ -> SigningKey.make(algorithm));
  }

  private void token(HttpExchange exchange, String name, JsonNode script) throws IOException {
    Map<String, String> form =
        FakeIssuer.pairs(
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (!isClient(exchange, form, script)) {
      exchange.sendResponseHeaders(401, 0);
      exchange
          .getResponseBody()
          .write(
              "{\"error\":\"invalid_client\",\"error_description\":\"no client with this secret\"}"
                  .getBytes(StandardCharsets.UTF_8));
      return;
    }
    Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
    if (asked == null || !form.getOrDefault("redirect_uri", "").equals(asked.get("redirect_uri"))) {
      exchange.sendResponseHeaders(400, -1);
      return;
    }
    ObjectNode said = JSON.createObjectNode();
    said.put("access_token", "access-" + name);
    said.put("token_type", "Bearer");
    said.put("id_token", idToken(name, script, asked));
    send(exchange, script, "tok", change(said, script.path("tok"), name).toString());
  }

  private static boolean isClient(
      HttpExchange exchange, Map<String, String> form, JsonNode script) {
    String basic = exchange.getRequestHeaders().getFirst("Authorization");
    boolean byBasic =
        ("Basic "
                + Base64.getEncoder()
                    .encodeToString("parley:secret".getBytes(StandardCharsets.UTF_8)))
            .equals(basic);
    boolean byPost =
        "parley".equals(form.get("client_id")) && "secret".equals(form.get("client_secret"));
    return switch (script.path("auth").asText()) {
      case "post" -> byPost && !byBasic;
      case "basic" -> byBasic;
      case "never" -> false;
      default -> byBasic || byPost;
    };
  }

  private String idToken(String name, JsonNode script, Map<String, String> asked) {
    if (script.has("token")) {
      return script.get("token").asText();
    }
    Instant now = Instant.now().plusSeconds(script.path("skew").asLong(0));
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", issuer(name));
    claims.put("aud", "parley");
    claims.put("sub", "sub-" + name);
    moment(claims, "iat", now, script);
    moment(claims, "exp", now.plusSeconds(script.path("ttl").asLong(300)), script);
    claims.put("nonce", asked.get("nonce"));
    claims.put("name", "Ada L");
    claims.put("email", email(name));
    claims.put("email_verified", true);
    return signed(
        name, script, change(claims, script.path("id"), name), script.path("forged").asBoolean());
  }

  private static void moment(ObjectNode claims, String name, Instant when, JsonNode script) {
    switch (script.path("times").asText()) {
      case "text" -> claims.put(name, String.valueOf(when.getEpochSecond()));
      case "fractions" -> claims.put(name, when.getEpochSecond() + 0.5);
      default -> claims.put(name, when.getEpochSecond());
    }
  }

  private String signed(String name, JsonNode script, ObjectNode claims, boolean forged) {
    SigningKey key = key(name, script, forged);
    ObjectNode header = JSON.createObjectNode().put("alg", key.algorithm()).put("typ", "JWT");
    String kid = kid(name, script);
    if (kid != null) {
      header.put("kid", kid);
    }
    String input =
        text(change(header, script.path("header"), name).toString())
            + "."
            + text(claims.toString());
    return input + "." + (script.has("sig") ? SigningKey.text(new byte[64]) : key.sign(input));
  }

  private static String text(String json) {
    return SigningKey.text(json.getBytes(StandardCharsets.UTF_8));
  }

  private void userInfo(HttpExchange exchange, String name, JsonNode script) throws IOException {
    if (!("Bearer access-" + name).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    ObjectNode said = JSON.createObjectNode().put("sub", "sub-" + name);
    change(said, script.path("ui"), name);
    send(
        exchange,
        script,
        "ui",
        script.path("uijwt").asBoolean()
            ? signed(name, script, said, script.path("uiforged").asBoolean())
            : said.toString());
  }

  /// What somebody's address is at one of them.
  public static String email(String name) {
    return name + "@example.org";
  }

  /// Null takes a member away.
  private ObjectNode change(ObjectNode said, JsonNode changes, String name) {
    changes
        .properties()
        .forEach(each -> {
          if (each.getValue().isNull()) {
            said.remove(each.getKey());
          } else {
            said.set(each.getKey(), filled(each.getValue(), name));
          }
        });
    return said;
  }

  private JsonNode filled(JsonNode value, String name) {
    try {
      return JSON.readTree(
          value
              .toString()
              .replace("\"EM\"", "\"" + email(name) + "\"")
              .replace("\"ISS", "\"" + issuer(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(HttpExchange exchange, JsonNode script, String what, String usual)
      throws IOException {
    String body = script.path("body").path(what).asText(usual);
    byte[] bytes =
        ((script.path("bom").asBoolean() ? "\uFEFF" : "") + body).getBytes(StandardCharsets.UTF_8);
    if (script.path("bomb").asText().equals(what)) {
      bytes = packed(new byte[100_000_000]);
    } else if (script.path("gz").asBoolean()) {
      bytes = packed(bytes);
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    JsonNode type = script.path("ctype").path(what);
    if (!type.isNull()) {
      exchange.getResponseHeaders().set("Content-Type", type.asText("application/json"));
    }
    int status = script.path("status").path(what).asInt(200);
    if (status / 100 == 3) {
      exchange.getResponseHeaders().set("Location", exchange.getRequestURI() + "/");
    }
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  /// The scripts that the tests come with, in their order.
  public static Map<String, JsonNode> cases() {
    try (var in = ScriptedIssuer.class.getResourceAsStream("/cases/oidc/cases.json")) {
      Map<String, JsonNode> cases = new java.util.LinkedHashMap<>();
      JSON.readTree(in).properties().forEach(one -> cases.put(one.getKey(), one.getValue()));
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The names of those.
  public static List<String> names() {
    return new ArrayList<>(cases().keySet());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
