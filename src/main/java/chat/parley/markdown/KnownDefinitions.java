package chat.parley.markdown;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.parser.InlineParserContext;
import org.commonmark.parser.beta.LinkInfo;
import org.commonmark.parser.beta.LinkProcessor;
import org.commonmark.parser.beta.LinkResult;
import org.commonmark.parser.beta.Scanner;

/// The `[label]: address` lines of text that is closed already, for references in the text that is
/// parsed now. As in CommonMark, the first definition of a label wins.
final class KnownDefinitions implements LinkProcessor {
  private final Map<String, LinkReferenceDefinition> byLabel = new HashMap<>();

  void collect(Node closed) {
    closed.accept(
        new AbstractVisitor() {
          @Override
          public void visit(LinkReferenceDefinition definition) {
            byLabel.putIfAbsent(normalised(definition.getLabel()), definition);
          }
        });
  }

  @Override
  public LinkResult process(LinkInfo link, Scanner scanner, InlineParserContext context) {
    if (byLabel.isEmpty() || link.destination() != null) {
      return LinkResult.none();
    }
    String label = link.label();
    String name = label == null || label.isEmpty() ? link.text(scanner) : label;
    LinkReferenceDefinition found =
        name.length() > ParseBudget.LONGEST_LABEL ? null : byLabel.get(normalised(name));
    if (found == null || !ParseBudget.HERE.get().expand(RationedContext.size(found))) {
      return LinkResult.none();
    }
    if (link.marker() != null && link.marker().getLiteral().equals("!")) {
      Image image = new Image(found.getDestination(), found.getTitle());
      return LinkResult.wrapTextIn(image, scanner.position()).includeMarker();
    }
    Link anchor = new Link(found.getDestination(), found.getTitle());
    return LinkResult.wrapTextIn(anchor, scanner.position());
  }

  /// Unicode case folding, as far as Java has it: lower case, then upper case.
  private static String normalised(String label) {
    String folded = label.strip().toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
    StringBuilder name = new StringBuilder(folded.length());
    boolean wasBlank = false;
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      boolean isBlank = c == ' ' || c == '\t' || c == '\n';
      if (!isBlank || !wasBlank) {
        name.append(isBlank ? ' ' : c);
      }
      wasBlank = isBlank;
    }
    return name.toString();
  }
}
