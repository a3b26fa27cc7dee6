package chat.parley.provider;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes what a server said fit to be stored and shown: short, one paragraph, without secrets.
final class Detail {

  static final int MAX_LENGTH = 2_000;

  /// How much is looked through for the words within the markup of a page.
  private static final int MAX_READ = 64 * 1024;

  private static final String MASK = "•••";
  private static final Pattern KEY_LIKE =
      Pattern.compile("(?i)\\b(sk-|AIza|bearer\\s+)[A-Za-z0-9*._~+/=-]{6,}");
  private static final Pattern MARKUP =
      Pattern.compile("(?is)<(script|style|head)\\b.*?</\\1\\s*>|<[^<>]{0,500}>");
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Cntrl}]+");

  /// A shorter secret would be found in ordinary words.
  private static final int SHORTEST_MASKED = 4;

  private final @Nullable String key;

  Detail(@Nullable String key) {
    this.key = key;
  }

  String of(String said) {
    String text = said;
    if (key != null && key.length() >= SHORTEST_MASKED) {
      text = text.replace(key, MASK);
    }
    text = text.length() > MAX_READ ? text.substring(0, MAX_READ) : text;
    text = KEY_LIKE.matcher(text).replaceAll("$1" + MASK);
    text = MARKUP.matcher(text).replaceAll(" ");
    text = SPACE.matcher(text).replaceAll(" ").strip();
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 1) + "…";
  }
}
