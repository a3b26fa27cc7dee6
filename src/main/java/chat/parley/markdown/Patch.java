package chat.parley.markdown;

/// A change to the one container that was open where a reader stands: an element with that id,
/// which the reader's page has.
public sealed interface Patch {
  String containerId();

  String html();

  /// Append the HTML inside the element.
  record Into(String containerId, String html) implements Patch {}

  /// Put the HTML in the element's place. It may be several elements, and usually brings the id
  /// again.
  record Replace(String containerId, String html) implements Patch {}
}
