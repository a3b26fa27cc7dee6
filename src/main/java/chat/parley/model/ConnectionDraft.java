package chat.parley.model;

import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.problem.Problem;
import chat.parley.provider.EgressPolicy;
import chat.parley.provider.Protocol;
import chat.parley.provider.ServerEndpoint;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection as somebody entered it: checked, and not stored yet.
///
/// @param connection without a key
/// @param key a new one; empty = the one that is there, or none
record ConnectionDraft(Connection connection, String key) {

  /// @param name of the connection, or empty where it has none yet
  /// @param egress where its calls may go
  /// @throws Problem at the field that is wrong
  static ConnectionDraft of(Form form, String name, Reach reach, EgressPolicy egress) {
    Protocol protocol = ConnectionForm.protocol(form);
    String key = form.value("key").strip();
    String url = form.given("url").map(String::strip).orElse(protocol.usualUrl());
    int atOnce = Request.number(form.value("at-once"));
    if (atOnce < 0) {
      throw Problem.invalid("A number of answers is 0 (no limit) or more.").at("at-once-error");
    }
    return new ConnectionDraft(
        new Connection(
            name,
            protocol,
            checked(protocol, url, key, egress).baseUrl(),
            null,
            !form.value("enabled").equals("off"),
            ConnectionForm.audience(form),
            atOnce,
            fallback(form.value("fallback").strip()),
            TypedModels.read(form.value("typed")),
            reach,
            Map.of()),
        key);
  }

  private static @Nullable ModelRef fallback(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return ModelRef.parse(text)
        .orElseThrow(() ->
            Problem.invalid("Who answers instead is named like ollama/llama3.2.")
                .at("fallback-error"));
  }

  /// The address and the key are looked at by what will use them.
  private static ServerEndpoint checked(
      Protocol protocol, String url, String key, EgressPolicy egress) {
    ServerEndpoint endpoint;
    try {
      endpoint = new ServerEndpoint("x", protocol, url, Optional.of(key), egress);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(e.getMessage() + ".")
          .at(String.valueOf(e.getMessage()).startsWith("A key") ? "key-error" : "url-error");
    }
    egress
        .refusal(endpoint.baseUrl())
        .ifPresent(fault -> {
          throw Problem.invalid(fault.detail()).at("url-error");
        });
    return endpoint;
  }

  /// What is stored of it.
  Connection named(String name, @Nullable String sealedKey) {
    return new Connection(
        name,
        connection.protocol(),
        connection.url(),
        sealedKey,
        connection.enabled(),
        connection.audience(),
        connection.atOnce(),
        connection.fallback(),
        connection.typed(),
        connection.reach(),
        connection.models());
  }

  /// Without the key, which must not come into a log.
  @Override
  public String toString() {
    return "ConnectionDraft[" + connection.name() + "]";
  }
}
