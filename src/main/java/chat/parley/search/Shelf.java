package chat.parley.search;

import chat.parley.search.Lookup.Term;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Sections, and the weighing of a question against them. To be used by one thread.
///
/// Each word is looked up by itself and the scores are added, which is what BM25 does with a list
/// of words, but lets a synonym, a corrected word or one of the question before weigh less.
final class Shelf implements AutoCloseable {
  /// A word that no section has counts like one that this many have: it speaks against Parley as
  /// the subject, but people name things that the docs do not.
  private static final double UNKNOWN = 2;

  private final List<Section> sections;
  private final FullText text;
  private final Lookup lookup;

  Shelf(List<Section> sections) throws SQLException {
    this.sections = List.copyOf(sections);
    this.text = new FullText(sections);
    this.lookup = new Lookup(text, new Spelling(vocabulary(sections)));
  }

  List<Hit> find(Question question, int most) throws SQLException {
    var words = Words.telling(question.text());
    var asked = lookup.terms(words);
    var before = lookup.terms(Words.telling(question.before()));
    if (asked.stream().allMatch(Term::faint)) {
      // "And how do I do that?" has no subject of its own.
      asked = Stream.concat(asked.stream(), before.stream()).toList();
      before = List.of();
    }
    var tallies = new HashMap<Integer, Tally>();
    for (var term : asked) {
      for (int section : term.scores().keySet()) {
        tallies.computeIfAbsent(section, Tally::new).add(term, rarity(term));
      }
    }
    var pairs = lookup.pairs(words);
    for (var entry : tallies.entrySet()) {
      entry.getValue().addPair(pairs.getOrDefault(entry.getKey(), 0.0));
      before.forEach(entry.getValue()::addBefore);
    }
    double all = asked.stream().mapToDouble(this::rarity).sum();
    long many = asked.stream().filter(term -> !term.faint()).count();
    return tallies.entrySet().stream()
        .filter(entry -> entry.getValue().fits(all, many))
        .map(entry -> entry.getValue().hit(sections.get(entry.getKey())))
        .sorted(Comparator.comparingDouble(Hit::score).reversed())
        .limit(most)
        .toList();
  }

  private double rarity(Term term) {
    double having = term.scores().isEmpty() ? UNKNOWN : term.scores().size();
    return term.weight() * Math.log(1 + sections.size() / having);
  }

  private static Map<String, Long> vocabulary(List<Section> sections) {
    return Stream.concat(
            sections.stream()
                .flatMap(
                    section -> Stream.of(section.heading(), section.asked(), section.markdown())),
            Synonyms.words().stream())
        .flatMap(written -> Words.of(written).stream())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Override
  public void close() {
    try {
      text.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
