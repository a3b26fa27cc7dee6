package chat.parley.markdown;

import java.util.List;
import java.util.Set;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.parser.InlineParserContext;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.LinkProcessor;
import org.commonmark.parser.delimiter.DelimiterProcessor;
import org.jspecify.annotations.Nullable;

/// Finds definitions as long as the [ParseBudget] lasts: a short reference may repeat a long
/// address any number of times.
record RationedContext(InlineParserContext all, ParseBudget allowance)
    implements InlineParserContext {
  @Override
  public List<InlineContentParserFactory> getCustomInlineContentParserFactories() {
    return all.getCustomInlineContentParserFactories();
  }

  @Override
  public List<DelimiterProcessor> getCustomDelimiterProcessors() {
    return all.getCustomDelimiterProcessors();
  }

  @Override
  public List<LinkProcessor> getCustomLinkProcessors() {
    return all.getCustomLinkProcessors();
  }

  @Override
  public Set<Character> getCustomLinkMarkers() {
    return all.getCustomLinkMarkers();
  }

  @Override
  public int getMaxInlineNesting() {
    return all.getMaxInlineNesting();
  }

  @Override
  @SuppressWarnings("deprecation")
  public @Nullable LinkReferenceDefinition getLinkReferenceDefinition(String label) {
    return getDefinition(LinkReferenceDefinition.class, label);
  }

  @Override
  public <D> @Nullable D getDefinition(Class<D> type, String label) {
    if (label.length() > ParseBudget.LONGEST_LABEL) {
      return null;
    }
    D found = all.getDefinition(type, label);
    boolean fits = !(found instanceof LinkReferenceDefinition link) || allowance.expand(size(link));
    return fits ? found : null;
  }

  /// What a reference repeats.
  static int size(LinkReferenceDefinition definition) {
    String title = definition.getTitle();
    return definition.getDestination().length() + (title == null ? 0 : title.length());
  }
}
