package chat.parley.markdown;

import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/// Parses within an [ParseBudget]. Thread-safe, as long as nothing new is defined meanwhile.
final class Parsing {
  private final Parser parser;
  private final Parser withoutTables;

  Parsing(KnownDefinitions definitions) {
    parser = Markdown.parser(definitions, true);
    withoutTables = Markdown.parser(definitions, false);
  }

  /// Without tables where these would have more cells than are allowed.
  Node parse(String source, ParseBudget allowance) {
    try {
      return with(parser, source, allowance);
    } catch (ParseBudget.TooManyCells tooMany) {
      allowance.again();
      return with(withoutTables, source, allowance);
    }
  }

  private static Node with(Parser parser, String source, ParseBudget allowance) {
    return ScopedValue.where(ParseBudget.HERE, allowance).call(() -> parser.parse(source));
  }
}
