package chat.parley.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A page of the docs.
///
/// Under a heading may stand a line `[//]: # (asked: other, words, for it)`: how people ask for the
/// section in words that it does not have itself. Markdown shows no such line; search reads it.
///
/// @param page its name, like `backups` for `backups.md`
/// @param source Markdown as it stands in the file, with links to other files of the same folder
public record Document(String page, String source) {
  private static final Pattern HEADING = Pattern.compile("(#{1,3}) +(.+?)[ #]*");
  private static final Pattern ASKED = Pattern.compile("\\[//]: # \\(asked: (.+)\\)");
  private static final Pattern LINK_TO_FILE =
      Pattern.compile("\\]\\((?:([A-Za-z0-9-]+)\\.md)?(#[^)\\s]+)?\\)");

  /// The Markdown as the server shows it: links lead to `/docs/{page}#{slug}` instead of to files.
  public String markdown() {
    return linked()
        .lines()
        .filter(line -> !ASKED.matcher(line).matches())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private String linked() {
    return LINK_TO_FILE
        .matcher(source)
        .replaceAll(link -> {
          var target = link.group(1) == null ? page : link.group(1);
          var slug = link.group(2) == null ? "" : link.group(2);
          return "](" + address(target) + slug + ")";
        });
  }

  private static String address(String page) {
    return page.equals(Docs.INDEX) ? "/docs" : "/docs/" + page;
  }

  /// The text of its first heading, or its name where it has none.
  public String title() {
    return sections().stream().findFirst().map(Section::pageTitle).orElse(page);
  }

  /// Its sections in their order; text before the first heading belongs to none and is left out.
  public List<Section> sections() {
    var sections = new ArrayList<Section>();
    var title = page;
    var heading = "";
    var asked = "";
    var body = new StringBuilder();
    var inCode = false;
    for (var line : (Iterable<String>) linked().lines()::iterator) {
      if (line.startsWith("```")) {
        inCode = !inCode;
      }
      var found = HEADING.matcher(line);
      if (inCode || !found.matches()) {
        var words = ASKED.matcher(line);
        if (words.matches()) {
          asked = words.group(1);
        } else {
          body.append(line).append('\n');
        }
        continue;
      }
      if (!heading.isEmpty()) {
        sections.add(section(title, heading, asked, body));
      }
      heading = found.group(2);
      if (found.group(1).length() == 1) {
        title = heading;
      }
      asked = "";
      body.setLength(0);
    }
    if (!heading.isEmpty()) {
      sections.add(section(title, heading, asked, body));
    }
    return List.copyOf(sections);
  }

  private Section section(String title, String heading, String asked, StringBuilder body) {
    return new Section(page, title, heading, Slug.of(heading), asked, body.toString().strip());
  }
}
