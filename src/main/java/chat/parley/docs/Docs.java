package chat.parley.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Parley's own documentation, as it is shipped on the class path under `/docs`.
///
/// @param index the list of pages, itself a page
/// @param pages all others, in its order
public record Docs(DocsPage index, List<DocsPage> pages) {
  static final String INDEX = "README";
  private static final Pattern ENTRY = Pattern.compile("(?m)^- \\[[^]]+]\\(([a-z0-9-]+)\\.md\\)");

  public Docs {
    pages = List.copyOf(pages);
  }

  /// All pages, read and parsed when they are first asked for.
  public static Docs shipped() {
    return Shipped.DOCS;
  }

  Optional<DocsPage> find(String name) {
    return pages.stream().filter(page -> page.name().equals(name)).findFirst();
  }

  public List<Section> sections() {
    return pages.stream().flatMap(page -> page.sections().stream()).toList();
  }

  /// Loaded by its first use, so that a start does not wait for it.
  private static final class Shipped {
    private static final Docs DOCS = read();

    /// The index says which pages there are: a class path cannot be listed.
    private static Docs read() {
      String index = source(INDEX);
      return new Docs(
          DocsPage.of(INDEX, index),
          ENTRY
              .matcher(index)
              .results()
              .map(entry -> DocsPage.of(entry.group(1), source(entry.group(1))))
              .toList());
    }

    private static String source(String page) {
      try (var file = Docs.class.getResourceAsStream("/docs/" + page + ".md")) {
        if (file == null) {
          throw new IllegalStateException("The index names a page that is not there: " + page);
        }
        return new String(file.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
