package chat.parley.markdown;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An example of the CommonMark specification, which is among the test resources.
record Example(int number, String section, String markdown, String html) {
  private static final String FENCE = "`".repeat(32);
  private static final Pattern FORM =
      Pattern.compile(
          "^" + FENCE + " example\n(.*?)^\\.\n(.*?)^" + FENCE + "$|^#{1,6} +([^\n]*)$",
          Pattern.DOTALL | Pattern.MULTILINE);

  static List<Example> all() {
    List<Example> examples = new ArrayList<>();
    String section = "";
    Matcher matcher = FORM.matcher(resource("commonmark-0.31.2.txt"));
    while (matcher.find()) {
      if (matcher.group(3) != null) {
        section = matcher.group(3);
      } else {
        String markdown = matcher.group(1).replace('→', '\t');
        String html = matcher.group(2).replace('→', '\t');
        examples.add(new Example(examples.size() + 1, section, markdown, html));
      }
    }
    return examples;
  }

  static String resource(String name) {
    try (InputStream in = Example.class.getResourceAsStream("/markdown/" + name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
