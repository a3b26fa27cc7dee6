package chat.parley.account.oidc;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The providers that people may sign in with, from a file of lines like `google.title = Google`.
public record Registrations(List<Registration> all) {
  private static final Set<String> KEYS =
      Set.of(
          "title",
          "issuer",
          "client-id",
          "client-secret",
          "client-secret-file",
          "scopes",
          "response-mode",
          "sign-up-domains");

  public Registrations {
    all = List.copyOf(all);
  }

  /// @throws IllegalArgumentException with a sentence about what is wrong; no secret stands in it
  public static Registrations read(Path file) {
    Properties lines = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      lines.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException("--oidc " + file + " cannot be read: " + e, e);
    }
    Map<String, Map<String, String>> sections = new TreeMap<>();
    for (String key : lines.stringPropertyNames()) {
      String[] parts = key.split("\\.", 2);
      if (parts.length < 2 || !KEYS.contains(parts[1])) {
        throw new IllegalArgumentException(
            "--oidc " + file + ": there is no use for \"" + key + "\"");
      }
      sections
          .computeIfAbsent(parts[0], _ -> new HashMap<>())
          .put(parts[1], lines.getProperty(key).strip());
    }
    List<Registration> all = new ArrayList<>();
    sections.forEach((name, section) -> {
      try {
        all.add(registration(name, section, file));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("--oidc " + file + ": " + e.getMessage(), e);
      }
    });
    return new Registrations(all);
  }

  private static Registration registration(String name, Map<String, String> section, Path file) {
    return new Registration(
        name,
        section.getOrDefault("title", name),
        section.getOrDefault("issuer", ""),
        section.getOrDefault("client-id", ""),
        secret(name, section, file),
        words(section.getOrDefault("scopes", "openid email profile")),
        Set.copyOf(words(section.getOrDefault("sign-up-domains", "").toLowerCase(Locale.ROOT))),
        isFormPost(name, section.getOrDefault("response-mode", "query")));
  }

  private static boolean isFormPost(String name, String mode) {
    return switch (mode) {
      case "query" -> false;
      case "form_post" -> true;
      default ->
          throw new IllegalArgumentException(
              name + ".response-mode is query or form_post, and not \"" + mode + "\"");
    };
  }

  private static @Nullable String secret(String name, Map<String, String> section, Path file) {
    String other = section.get("client-secret-file");
    if (other == null) {
      return section.get("client-secret");
    }
    if (section.containsKey("client-secret")) {
      throw new IllegalArgumentException(
          name + " has both a client-secret and a client-secret-file");
    }
    try {
      return Files.readString(file.toAbsolutePath().resolveSibling(other)).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(name + ".client-secret-file cannot be read: " + e, e);
    }
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("[,\\s]+", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
