package chat.parley.search;

/// A heading of a document and what stands under it, up to the next heading.
///
/// @param page the document's name, like `backups`
/// @param pageTitle its first heading
/// @param slug names the heading within its page
/// @param asked how people ask for it in words that it does not have itself, or empty
/// @param markdown what stands under the heading, without the heading; links lead to `/docs/...`
public record Section(
    String page, String pageTitle, String heading, String slug, String asked, String markdown) {

  /// Where it stands, like `backups#restore-a-backup`.
  public String place() {
    return page + "#" + slug;
  }

  /// Its address on the server.
  public String url() {
    return "/docs/" + place();
  }

  /// Whether it is what a page begins with.
  public boolean opensPage() {
    return heading.equals(pageTitle);
  }
}
