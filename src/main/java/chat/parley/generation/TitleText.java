package chat.parley.generation;

import chat.parley.provider.ReasoningRemover;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A title out of what a model said when it was asked for one. Pure.
final class TitleText {
  /// In characters (Unicode code points).
  static final int LONGEST = 60;

  /// How much is looked through for one, in characters: more than politeness before it takes.
  private static final int MOST_READ = 1_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /// What is looked at of a line, and how many lines: a model may say anything.
  private static final int LOOKED = 400;

  private static final int MOST_LINES = 50;

  private static final Pattern BEGINNING =
      Pattern.compile("^(#{1,6}\\s+|>\\s*|[-*+]\\s+|\\d{1,2}[.)]\\s+)+");

  private static final Pattern LABEL =
      Pattern.compile(
          "^(the |chat |suggested |conversation )?(title|titel|titre|título|titolo|标题|タイトル)( is)?\\s*[:：]\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern EMPHASIS =
      Pattern.compile("[*_]{2,3}|`+|~~|(?<!\\w)[*_](?=\\S)|(?<=\\S)[*_](?!\\w)");

  private static final Pattern QUOTES =
      Pattern.compile("^[\"'“”„‟‘’‚«»‹›「」『』\\s]+|[\"'“”„‟‘’‚«»‹›「」『』\\s]+$");

  private static final Set<String> NO_TITLES =
      Set.of(
          "new chat",
          "new conversation",
          "untitled",
          "untitled chat",
          "chat",
          "conversation",
          "title",
          "none",
          "n/a");

  private TitleText() {}

  /// The title, on one line of at most {@link #LONGEST} characters; none where nothing is left that
  /// says something.
  static Optional<String> of(String said) {
    List<String> lines =
        beginning(withoutJson(withoutTags(ReasoningRemover.of(said.strip()).strip())))
            .lines()
            .map(TitleText::looked)
            .map(line -> line.replaceAll("[\\s\\p{Cntrl}\\p{Cf}]+", " ").strip())
            .map(TitleText::withoutTags)
            .filter(line -> !line.isEmpty() && !line.startsWith("```") && !line.startsWith("~~~"))
            .limit(MOST_LINES)
            .toList();
    // "Here is a title for you:" is none, where one follows.
    return lines.stream()
        .filter(line -> lines.size() == 1 || !isAnnouncement(line))
        .findFirst()
        .filter(line -> !DeclinedTitle.is(line))
        .map(TitleText::bare)
        .map(TitleText::shortened)
        .filter(TitleText::saysSomething);
  }

  private static String beginning(String text) {
    return text.substring(0, Math.min(text.length(), MOST_READ));
  }

  /// Without one pair of tags around it, like `<title>`.
  private static String withoutTags(String text) {
    int opened = text.indexOf('>');
    int close = text.lastIndexOf("</");
    if (opened < 2 || close <= opened || text.charAt(0) != '<' || !text.endsWith(">")) {
      return text;
    }
    String name = text.substring(1, opened);
    return name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-')
            && name.equals(text.substring(close + 2, text.length() - 1))
        ? text.substring(opened + 1, close).strip()
        : text;
  }

  /// Some answer in JSON, with or without a fence: then the title is a field of it.
  private static String withoutJson(String said) {
    int object = said.indexOf('{');
    int array = said.indexOf('[');
    Optional<String> title = Optional.empty();
    if (array >= 0 && (object < 0 || array < object)) {
      int to = said.lastIndexOf(']');
      // What goes on behind one is no list of titles, as in "[1] and [2]".
      boolean alone = to >= 0 && isFenceEnd(said.substring(to + 1));
      title = alone ? within(said, array, to) : Optional.empty();
    }
    return title.or(() -> within(said, object, said.lastIndexOf('}'))).orElse(said);
  }

  private static Optional<String> within(String said, int from, int to) {
    if (from < 0 || to < from || !isFence(said.substring(0, from))) {
      return Optional.empty();
    }
    try {
      return field(JSON.readTree(said.substring(from, to + 1)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean isFenceEnd(String behind) {
    String rest = behind.strip();
    return rest.isEmpty() || rest.startsWith("```") || rest.startsWith("~~~");
  }

  /// Whether nothing stands before the JSON but what announces it.
  private static boolean isFence(String before) {
    String announced = before.strip();
    return announced.isEmpty()
        || announced.endsWith(":")
        || announced.lines().anyMatch(line -> line.startsWith("```") || line.startsWith("~~~"));
  }

  /// The field that is called a title, here or one level deeper; else the first text.
  private static Optional<String> field(JsonNode json) {
    JsonNode first = first(json);
    if (first.isTextual()) {
      return Optional.of(first.textValue());
    }
    return titled(first)
        .or(() ->
            first
                .valueStream()
                .map(TitleText::first)
                .flatMap(value -> titled(value).stream())
                .findFirst())
        .or(() -> firstText(first))
        .or(() ->
            first
                .valueStream()
                .map(TitleText::first)
                .flatMap(value -> firstText(value).stream())
                .findFirst());
  }

  private static JsonNode first(JsonNode value) {
    return value.isArray() ? value.path(0) : value;
  }

  private static Optional<String> titled(JsonNode json) {
    return json.propertyStream()
        .filter(field -> field.getKey().toLowerCase(Locale.ROOT).contains("title"))
        .map(field -> first(field.getValue()))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst();
  }

  private static Optional<String> firstText(JsonNode json) {
    return json.propertyStream()
        .map(field -> first(field.getValue()))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst();
  }

  private static String looked(String line) {
    int end = Math.min(LOOKED, line.length());
    return line.substring(
        0, end < line.length() && Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end);
  }

  private static boolean isAnnouncement(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '*' || line.charAt(end - 1) == '_')) {
      end--;
    }
    return end > 0 && (line.charAt(end - 1) == ':' || line.charAt(end - 1) == '：');
  }

  /// Without all that stands around it, in whatever order.
  private static String bare(String line) {
    String before;
    String now = line;
    do {
      before = now;
      now = BEGINNING.matcher(now).replaceFirst("");
      now = EMPHASIS.matcher(now).replaceAll("");
      now = QUOTES.matcher(now).replaceAll("");
      now = LABEL.matcher(now).replaceFirst("");
      now = now.replaceFirst("(?<!\\.)[.。]$", "").strip();
    } while (!now.equals(before));
    return now;
  }

  /// Cut between words; one long word, or a language without spaces, where it must be.
  private static String shortened(String line) {
    if (line.codePointCount(0, line.length()) <= LONGEST) {
      return line;
    }
    int end = line.offsetByCodePoints(0, LONGEST);
    int space = line.lastIndexOf(' ', end);
    return line.substring(0, space > end / 2 ? space : end).replaceFirst("[\\s,;:–—-]+$", "");
  }

  private static boolean saysSomething(String title) {
    return title.codePoints().anyMatch(Character::isLetterOrDigit)
        && !NO_TITLES.contains(title.toLowerCase(Locale.ROOT));
  }
}
