package chat.parley.docs;

import java.util.List;

/// A page of Parley's own docs.
///
/// @param name of the page, as it stands in `/docs/{name}`
/// @param html safe HTML of the whole page, its heading included
/// @param entries the list of pages
public record DocsView(String name, String html, List<DocsLink> entries) {
  public DocsView {
    entries = List.copyOf(entries);
  }

  /// A line in the list of pages.
  public record DocsLink(String name, String title) {}
}
