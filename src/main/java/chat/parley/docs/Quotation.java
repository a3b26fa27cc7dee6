package chat.parley.docs;

import java.util.ArrayList;
import java.util.List;

/// Puts sections together to an answer in Markdown.
final class Quotation {
  /// A second section is quoted as well when it fits this well, compared with the best.
  private static final double NEARLY_AS_GOOD = 0.85;

  /// Or this well, when the best alone says little.
  private static final double GOOD_ENOUGH = 0.6;

  private static final int LITTLE = 250;

  /// Characters of two sections together.
  private static final int MUCH = 2_400;

  private static final double WORTH_A_LINK = 0.45;
  private static final int MOST_LINKS = 3;

  private static final String INTRODUCTION =
      "I am Guide, Parley's built-in help. I am not a language model: I look things up in Parley's"
          + " documentation. This fits your question best:";

  private Quotation() {}

  /// @param hits best first, at least one
  /// @param introduce whether to begin with who is speaking
  static String of(List<DocsIndex.Hit> hits, boolean introduce) {
    var best = hits.getFirst();
    var quoted = new ArrayList<Section>(List.of(best.section()));
    var linked = new ArrayList<Section>();
    for (var hit : hits.subList(1, hits.size())) {
      if (quoted.size() == 1 && belongsBeside(best, hit)) {
        quoted.add(hit.section());
      } else if (hit.score() >= WORTH_A_LINK * best.score() && linked.size() < MOST_LINKS) {
        linked.add(hit.section());
      }
    }
    var text = new StringBuilder(introduce ? INTRODUCTION + "\n\n" : "");
    for (var section : quoted) {
      text.append("### ").append(link(section)).append("\n\n");
      text.append(section.markdown()).append("\n\n");
    }
    if (!linked.isEmpty()) {
      text.append("See also: ");
      text.append(String.join(", ", linked.stream().map(Quotation::link).toList()));
      text.append(".\n");
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static boolean belongsBeside(DocsIndex.Hit best, DocsIndex.Hit other) {
    int length = best.section().markdown().length();
    double needed = length < LITTLE ? GOOD_ENOUGH : NEARLY_AS_GOOD;
    return other.score() >= needed * best.score()
        && length + other.section().markdown().length() <= MUCH;
  }

  private static String link(Section section) {
    var name =
        section.opensPage() ? section.heading() : section.pageTitle() + ": " + section.heading();
    return "[" + name + "](" + section.url() + ")";
  }
}
