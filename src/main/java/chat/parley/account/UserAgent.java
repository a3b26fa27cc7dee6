package chat.parley.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names a browser and its system, like `Firefox on Linux`, so that people know their sessions
/// apart. Only roughly: what browsers say of themselves is a history of pretending.
final class UserAgent {
  /// In the order in which they are looked for: most also name those that come later.
  private static final List<String[]> BROWSERS =
      List.of(
          new String[] {"Edg/", "Edge"},
          new String[] {"OPR/", "Opera"},
          new String[] {"SamsungBrowser/", "Samsung Internet"},
          new String[] {"Firefox/", "Firefox"},
          new String[] {"FxiOS/", "Firefox"},
          new String[] {"CriOS/", "Chrome"},
          new String[] {"Chrome/", "Chrome"},
          new String[] {"Safari/", "Safari"},
          new String[] {"curl/", "curl"});

  private static final List<String[]> SYSTEMS =
      List.of(
          new String[] {"iPhone", "iPhone"},
          new String[] {"iPad", "iPad"},
          new String[] {"Android", "Android"},
          new String[] {"CrOS", "ChromeOS"},
          new String[] {"Windows", "Windows"},
          new String[] {"Mac OS", "macOS"},
          new String[] {"Linux", "Linux"});

  private UserAgent() {}

  /// @param userAgent the header, or null
  static String name(@Nullable String userAgent) {
    String browser = first(BROWSERS, userAgent);
    String system = first(SYSTEMS, userAgent);
    if (browser.isEmpty()) {
      return system.isEmpty() ? "Another program" : system;
    }
    return system.isEmpty() ? browser : browser + " on " + system;
  }

  private static String first(List<String[]> names, @Nullable String userAgent) {
    return names.stream()
        .filter(name -> userAgent != null && userAgent.contains(name[0]))
        .map(name -> name[1])
        .findFirst()
        .orElse("");
  }
}
