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
  private static final double ASKED_BEFORE = 0.3;

  /// What a section gains whose whole heading the question names.
  private static final double HEADING_NAMED = 0.4;

  /// What stands before the first section of a page only introduces it.
  private static final double OPENS_PAGE = 0.7;

  /// How much of what a question is about a section must have, by the rarity of the words. Below
  /// it, a section shares words with the question by accident.
  private static final double LEAST_COVERAGE = 0.4;

  /// A word that no page has counts like one that this many sections have: it speaks against Parley
  /// as the subject, but people name things that the docs do not.
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
    var asked = lookup.terms(Words.telling(question.text()));
    var before = lookup.terms(Words.telling(question.before()));
    if (asked.stream().allMatch(Term::faint)) {
      // "And how do I do that?" has no subject of its own.
      asked = Stream.concat(asked.stream(), before.stream()).toList();
      before = List.of();
    }
    var tallies = new HashMap<Integer, Tally>();
    double all = 0;
    for (var term : asked) {
      double rarity = rarity(term);
      all += rarity;
      term.scores()
          .forEach((section, score) ->
              tallies.computeIfAbsent(section, _ -> new Tally()).add(term, score, rarity, section));
    }
    addBefore(tallies, before);
    double needed = LEAST_COVERAGE * all;
    return tallies.entrySet().stream()
        .filter(entry -> entry.getValue().covered >= needed)
        .map(entry -> hit(sections.get(entry.getKey()), entry.getValue()))
        .sorted(Comparator.comparingDouble(Hit::score).reversed())
        .limit(most)
        .toList();
  }

  /// What one section has of a question.
  private static final class Tally {
    double score;
    double covered;
    double named;

    void add(Term term, double wordScore, double rarity, int section) {
      score += term.weight() * wordScore;
      covered += rarity;
      if (term.headings().contains(section)) {
        named += term.weight();
      }
    }
  }

  private static void addBefore(Map<Integer, Tally> tallies, List<Term> before) {
    for (var term : before) {
      tallies.forEach((section, tally) ->
          tally.score += ASKED_BEFORE * term.weight() * term.scores().getOrDefault(section, 0.0));
    }
  }

  private static Hit hit(Section section, Tally tally) {
    double words = Math.max(1, Words.telling(section.heading()).size());
    double share = Math.min(1, tally.named / words);
    double place = section.opensPage() ? OPENS_PAGE : 1;
    return new Hit(section, tally.score * place * (1 + HEADING_NAMED * share));
  }

  private double rarity(Term term) {
    double having = term.scores().isEmpty() ? UNKNOWN : term.scores().size();
    return term.weight() * Math.log(1 + sections.size() / having);
  }

  private static Map<String, Long> vocabulary(List<Section> sections) {
    var written =
        sections.stream()
            .flatMap(section -> Words.of(section.heading() + " " + section.markdown()).stream());
    return Stream.concat(written, Synonyms.words().stream())
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
