package chat.parley.model;

import chat.parley.http.Form;
import chat.parley.provider.Protocol;
import java.util.Locale;
import java.util.Objects;

/// What stands in the fields of a connection. Never its key.
///
/// @param hasKey whether one is stored
public record ConnectionForm(
    String name,
    String protocol,
    String url,
    boolean hasKey,
    boolean enabled,
    String audience,
    String atOnce,
    String fallback,
    String typed) {
  static final ConnectionForm EMPTY =
      new ConnectionForm("", "openai", "", false, true, "everyone", "", "", "");

  static ConnectionForm of(Form form) {
    return new ConnectionForm(
        form.value("name"),
        protocol(form).name().toLowerCase(Locale.ROOT),
        form.value("url"),
        form.value("has-key").equals("yes"),
        !form.value("enabled").equals("off"),
        audience(form).name().toLowerCase(Locale.ROOT),
        form.value("at-once"),
        form.value("fallback"),
        form.value("typed"));
  }

  static ConnectionForm of(Connection connection) {
    return new ConnectionForm(
        connection.name(),
        connection.protocol().name().toLowerCase(Locale.ROOT),
        connection.url(),
        connection.sealedKey() != null,
        connection.enabled(),
        connection.audience().name().toLowerCase(Locale.ROOT),
        connection.atOnce() == 0 ? "" : String.valueOf(connection.atOnce()),
        Objects.toString(connection.fallback(), ""),
        String.join("\n", connection.typed()));
  }

  ConnectionForm named(String other) {
    return new ConnectionForm(
        other, protocol, url, hasKey, enabled, audience, atOnce, fallback, typed);
  }

  /// What cannot be one is OpenAI's, which most servers speak.
  static Protocol protocol(Form form) {
    String named = form.value("protocol");
    for (Protocol protocol : Protocol.values()) {
      if (protocol.name().equalsIgnoreCase(named)) {
        return protocol;
      }
    }
    return Protocol.OPENAI;
  }

  static Audience audience(Form form) {
    String named = form.value("audience");
    for (Audience audience : Audience.values()) {
      if (audience.name().equalsIgnoreCase(named)) {
        return audience;
      }
    }
    return Audience.EVERYONE;
  }
}
