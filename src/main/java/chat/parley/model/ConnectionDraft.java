package chat.parley.model;

import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.problem.Problem;
import chat.parley.provider.Connection;
import chat.parley.provider.EgressPolicy;
import chat.parley.provider.Protocol;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection as somebody entered it: checked, and not stored yet.
///
/// @param settings without a key
/// @param key a new one; empty = the one that is there, or none
record ConnectionDraft(ConnectionSettings settings, String key) {

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
        new ConnectionSettings(
            name,
            protocol,
            checked(protocol, url, key, egress).baseUrl(),
            null,
            !form.value("enabled").equals("off"),
            ConnectionForm.audience(form),
            atOnce,
            ModelRef.parse(form.value("fallback").strip()).orElse(null),
            TypedModels.read(form.value("typed")),
            reach,
            Map.of()),
        key);
  }

  /// The address and the key are looked at by what will use them.
  private static Connection checked(
      Protocol protocol, String url, String key, EgressPolicy egress) {
    Connection connection;
    try {
      connection = new Connection("x", protocol, url, Optional.of(key), egress);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(e.getMessage() + ".")
          .at(String.valueOf(e.getMessage()).startsWith("A key") ? "key-error" : "url-error");
    }
    egress
        .refusal(connection.baseUrl())
        .ifPresent(fault -> {
          throw Problem.invalid(fault.detail()).at("url-error");
        });
    return connection;
  }

  /// What is stored of it.
  ConnectionSettings named(String name, @Nullable String sealedKey) {
    return new ConnectionSettings(
        name,
        settings.protocol(),
        settings.url(),
        sealedKey,
        settings.enabled(),
        settings.audience(),
        settings.atOnce(),
        settings.fallback(),
        settings.typed(),
        settings.reach(),
        settings.models());
  }

  /// Without the key, which must not come into a log.
  @Override
  public String toString() {
    return "ConnectionDraft[" + settings.name() + "]";
  }
}
