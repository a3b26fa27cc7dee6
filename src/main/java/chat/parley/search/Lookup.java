package chat.parley.search;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks up the words of a question: as they are, by their synonyms, or as they were meant.
final class Lookup {
  private static final double FAINT = 0.25;
  private static final double SYNONYM = 0.7;
  private static final double CORRECTED = 0.8;

  private final FullText text;
  private final Spelling spelling;

  Lookup(FullText text, Spelling spelling) {
    this.text = text;
    this.spelling = spelling;
  }

  /// A word of a question and the sections that have it.
  ///
  /// @param weight how much it tells about what was asked, 0 to 1
  /// @param scores by the number of the section; empty where none has it
  /// @param headings the sections that have it in their heading
  /// @param asked the sections that people ask for by this word
  record Term(
      String word,
      double weight,
      Map<Integer, Double> scores,
      Set<Integer> headings,
      Set<Integer> asked) {
    double score(int section) {
      return scores.getOrDefault(section, 0.0);
    }

    /// Whether a section is about this, and does not only mention it.
    boolean subjectOf(int section) {
      return headings.contains(section) || asked.contains(section);
    }

    /// Whether it says nothing about a subject by itself.
    boolean faint() {
      return weight <= FAINT;
    }
  }

  List<Term> terms(Set<String> words) throws SQLException {
    var terms = new ArrayList<Term>();
    for (var word : words) {
      var term = term(word);
      if (term.scores().isEmpty()) {
        terms.addAll(meant(term));
      } else {
        terms.add(term);
      }
    }
    return terms;
  }

  /// The sections that have two words of the question close to each other, as the question has
  /// them.
  Map<Integer, Double> pairs(Set<String> words) throws SQLException {
    var scores = new HashMap<Integer, Double>();
    var before = "";
    for (var word : words) {
      if (!before.isEmpty()) {
        text.together(before, word)
            .forEach((section, score) -> scores.merge(section, score, Double::sum));
      }
      before = word;
    }
    return scores;
  }

  private Term term(String word) throws SQLException {
    return term(word, Words.faint(word) ? FAINT : 1);
  }

  /// What a word that no section has was meant to be, or that word.
  private List<Term> meant(Term unknown) throws SQLException {
    var meant = spelling.meant(unknown.word());
    if (meant.isPresent()) {
      return List.of(term(meant.get(), unknown.weight() * CORRECTED));
    }
    var parts = spelling.parts(unknown.word());
    if (parts.isEmpty()) {
      return List.of(unknown);
    }
    var terms = new ArrayList<Term>();
    for (var part : parts.get()) {
      terms.add(term(part));
    }
    return terms;
  }

  private Term term(String word, double weight) throws SQLException {
    var scores = new HashMap<>(text.matches(word));
    var headings = new HashSet<>(text.inHeading(word));
    var asked = new HashSet<>(text.inAsked(word));
    for (var synonym : Synonyms.of(word)) {
      text.matches(synonym)
          .forEach((section, score) -> scores.merge(section, SYNONYM * score, Math::max));
      headings.addAll(text.inHeading(synonym));
      asked.addAll(text.inAsked(synonym));
    }
    return new Term(word, weight, scores, headings, asked);
  }
}
