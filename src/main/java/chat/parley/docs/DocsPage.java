package chat.parley.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A page of the docs.
///
/// Under a heading may stand a line `[//]: # (asked: other, words, for it)`: how people ask for the
/// section in words that it does not have itself. Markdown shows no such line; search reads it.
///
/// @param name like `backups` for `backups.md`
/// @param title the text of its first heading, or its name where it has none
/// @param markdown as the server shows it: links lead to `/docs/{page}#{slug}` instead of to files
/// @param sections in their order; text before the first heading belongs to none
public record DocsPage(String name, String title, String markdown, List<Section> sections) {
  private static final Pattern HEADING = Pattern.compile("(#{1,3}) +(.+?)[ #]*");
  private static final Pattern ASKED = Pattern.compile("\\[//]: # \\(asked: (.+)\\)");
  private static final Pattern LINK_TO_FILE =
      Pattern.compile("\\]\\((?:([A-Za-z0-9-]+)\\.md)?(#[^)\\s]+)?\\)");

  public DocsPage {
    sections = List.copyOf(sections);
  }

  /// @param source Markdown as it stands in the file, with links to other files of the same folder
  static DocsPage of(String name, String source) {
    String title = name;
    String heading = "";
    String asked = "";
    boolean inCode = false;
    StringBuilder body = new StringBuilder();
    StringBuilder shown = new StringBuilder();
    List<Section> sections = new ArrayList<>();
    for (String line : linked(name, source).lines().toList()) {
      var words = ASKED.matcher(line);
      if (words.matches()) {
        asked = words.group(1);
        continue;
      }
      shown.append(line).append('\n');
      inCode ^= line.startsWith("```");
      var found = HEADING.matcher(line);
      if (inCode || !found.matches()) {
        body.append(line).append('\n');
        continue;
      }
      if (!heading.isEmpty()) {
        sections.add(new Section(name, title, heading, asked, body.toString().strip()));
      }
      heading = found.group(2);
      title = found.group(1).length() == 1 ? heading : title;
      asked = "";
      body.setLength(0);
    }
    if (!heading.isEmpty()) {
      sections.add(new Section(name, title, heading, asked, body.toString().strip()));
    }
    return new DocsPage(
        name,
        sections.isEmpty() ? name : sections.getFirst().pageTitle(),
        shown.toString(),
        sections);
  }

  private static String linked(String name, String source) {
    return LINK_TO_FILE
        .matcher(source)
        .replaceAll(link -> {
          var page = link.group(1) == null ? name : link.group(1);
          var slug = link.group(2) == null ? "" : link.group(2);
          return "](/docs" + (page.equals(Docs.INDEX) ? "" : "/" + page) + slug + ")";
        });
  }
}
