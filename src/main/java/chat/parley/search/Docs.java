package chat.parley.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Parley's own documentation, as it is shipped on the class path under `/docs`.
///
/// The index, `README.md`, says which pages there are and in which order: a class path cannot be
/// listed.
public final class Docs {
  static final String INDEX = "README";
  private static final Pattern ENTRY = Pattern.compile("(?m)^- \\[[^]]+]\\(([a-z0-9-]+)\\.md\\)");

  private final Document index;
  private final List<Document> pages;

  private Docs(Document index, List<Document> pages) {
    this.index = index;
    this.pages = List.copyOf(pages);
  }

  /// Reads all pages.
  public static Docs shipped() {
    var index = new Document(INDEX, read(INDEX));
    var pages =
        ENTRY
            .matcher(index.source())
            .results()
            .map(entry -> new Document(entry.group(1), read(entry.group(1))))
            .toList();
    return new Docs(index, pages);
  }

  /// The list of pages, itself a page.
  public Document index() {
    return index;
  }

  /// All pages but the index, in its order.
  public List<Document> pages() {
    return pages;
  }

  public Optional<Document> find(String page) {
    return pages.stream().filter(document -> document.page().equals(page)).findFirst();
  }

  public List<Section> sections() {
    return pages.stream().flatMap(document -> document.sections().stream()).toList();
  }

  private static String read(String page) {
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
