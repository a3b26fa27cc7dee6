package chat.parley.markdown;

/// The form in which text is stored, so that offsets into it mean the same everywhere.
public final class Source {
  private Source() {}

  /// A whole text, see [SourceNormaliser].
  public static String normalise(String text) {
    SourceNormaliser normaliser = new SourceNormaliser();
    return normaliser.accept(text) + normaliser.end();
  }
}
