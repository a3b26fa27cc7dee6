package chat.parley.search;

import chat.parley.search.Lookup.Term;

/// What one section has of a question.
final class Tally {
  /// What a section gains whose whole heading the question names.
  private static final double HEADING_NAMED = 0.4;

  /// What stands before the first section of a page only introduces it.
  private static final double OPENS_PAGE = 0.7;

  /// What two words of the question count again that the section has close to each other.
  private static final double TOGETHER = 0.4;

  private static final double ASKED_BEFORE = 0.3;

  /// How much of what a question is about a section must have, by the rarity of the words. Below
  /// it, a section shares words with the question by accident.
  private static final double LEAST_COVERAGE = 0.4;

  /// The same in a question of many words, which tells more around its subject, where the section
  /// has two of them at least.
  private static final double LEAST_COVERAGE_OF_MANY = 0.25;

  private static final int MANY = 5;

  /// What a word counts for coverage that the section only mentions.
  private static final double MENTIONED = 0.6;

  private final int section;
  private double score;
  private double covered;
  private double inHeading;
  private int words;

  Tally(int section) {
    this.section = section;
  }

  void add(Term term, double rarity) {
    score += term.weight() * term.score(section);
    covered += rarity * (term.subjectOf(section) ? 1 : MENTIONED);
    words += term.faint() ? 0 : 1;
    inHeading += term.headings().contains(section) ? term.weight() : 0;
  }

  void addPair(double pairScore) {
    score += TOGETHER * pairScore;
  }

  void addBefore(Term term) {
    score += ASKED_BEFORE * term.weight() * term.score(section);
  }

  /// @param all the rarity of all words of the question together
  /// @param many how many of them tell something
  boolean fits(double all, long many) {
    return covered >= LEAST_COVERAGE * all
        || (many >= MANY && words >= 2 && covered >= LEAST_COVERAGE_OF_MANY * all);
  }

  Hit hit(Section found) {
    double headingWords = Math.max(1, Words.telling(found.heading()).size());
    double named = HEADING_NAMED * Math.min(1, inHeading / headingWords);
    return new Hit(found, score * (1 + named) * (found.opensPage() ? OPENS_PAGE : 1));
  }
}
