package chat.parley.docs;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the sections that fit a question. Built when the first question comes.
///
/// SQLite holds the thread that calls it, and would hold the carrier of a virtual one: so all
/// questions go through one platform thread. A question takes a few milliseconds.
public final class DocsIndex implements AutoCloseable {
  private final Supplier<List<Section>> sections;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("docs-index").factory());

  /// Touched by that thread alone, until it has ended.
  private @Nullable Tables tables;

  public DocsIndex(Supplier<List<Section>> sections) {
    this.sections = sections;
  }

  /// A section that fits a question.
  ///
  /// @param score how well, on a scale that means something only among the hits of one question
  record Hit(Section section, double score) {}

  /// At most this many sections, best first; none where nothing fits well enough.
  ///
  /// @param before what was asked before the question, or empty; it counts for little, unless the
  ///   question only points back ("and how do I do that with Ollama?")
  List<Hit> find(String question, String before, int most) throws InterruptedException {
    try {
      return thread
          .submit(() -> {
            if (tables == null) {
              tables = new Tables(sections.get());
            }
            return tables.find(question, before, most);
          })
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The docs could not be searched", e.getCause());
    }
  }

  @Override
  public void close() {
    thread.close();
    try {
      if (tables != null) {
        tables.connection.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A SQLite in memory with the sections, and the words of one question.
  private static final class Tables {
    private static final String CREATE =
        """
        create virtual table section using fts5(
          page, heading, asked, body, heading_words unindexed, opens_page unindexed,
          tokenize = 'porter unicode61 remove_diacritics 2');
        create table term (word integer, choice integer, weight real, match text);
        """;

    /// Each word is looked up by itself and the scores are added, which is what BM25 does with a
    /// list of words, but lets words weigh less that are guessed, say little or were asked before.
    ///
    /// A word in a heading says what a section is about, as do the words that people ask by; one in
    /// the title what a whole page is about. A section must have a part of the question, by the
    /// rarity of its words: below that, it shares words with it by accident. A word that no section
    /// has counts like one that two have: people name things that the docs do not.
    private static final String FIND =
        """
        with
        hit as materialized (
          select word, choice, weight, section.rowid as id, heading_words, opens_page,
            -bm25(section, 1.5, 5, 3, 1) as score,
            bm25(section, 0, 1, 0, 0) < 0 as in_heading,
            bm25(section, 0, 1, 1, 0) < 0 as is_subject
          from term cross join section
          where section match term.match
        ),
        best as materialized (
          select * from (select *, min(choice) over (partition by word) as first_choice from hit)
          where choice = first_choice
        ),
        asked as materialized (
          select word, term.weight,
            term.weight * ln(1 + ?1 / ifnull(nullif(count(id), 0), 2.0)) as rarity
          from term left join best using (word)
          where word is not null and term.choice = 0
          group by word
        )
        select id,
          sum(iif(choice > 0, 0.8, 1) * best.weight * score) * iif(opens_page, 0.7, 1)
            * (1 + 0.4 * min(1, ifnull(sum(asked.weight) filter (where in_heading), 0) / heading_words))
            as score
        from best left join asked using (word)
        group by id
        having sum(rarity * iif(is_subject, 1, 0.6)) >= 0.4 * (select sum(rarity) from asked)
        order by score desc, id
        limit ?2
        """;

    private static final double FAINT = 0.25;
    private static final double TOGETHER = 0.4;
    private static final double ASKED_BEFORE = 0.3;

    /// Shorter words are the beginning of too many others.
    private static final int LONG_ENOUGH_FOR_A_BEGINNING = 5;

    /// Code, the addresses of links, and what was measured (which is no address of four numbers):
    /// their words tell nothing about what a section is for.
    private static final Pattern NOT_PROSE =
        Pattern.compile("(?ms)^```.*?^```$|(?<=])\\([^)\\s]*\\)|(?<![\\d.])\\d+\\.\\d+(?!\\.?\\d)");

    private final List<Section> sections;
    private final Spelling spelling;
    private final Connection connection;

    Tables(List<Section> sections) throws SQLException {
      this.sections = List.copyOf(sections);
      this.spelling = Spelling.of(sections);
      connection = DriverManager.getConnection("jdbc:sqlite::memory:");
      try (var statement = connection.createStatement()) {
        statement.executeUpdate(CREATE);
      }
      for (int i = 0; i < sections.size(); i++) {
        var section = sections.get(i);
        update(
            """
            insert into section (rowid, page, heading, asked, body, heading_words, opens_page)
            values (?, ?, ?, ?, ?, ?, ?)
            """,
            i,
            section.pageTitle(),
            section.heading(),
            String.join(" ", Words.full(section.asked())),
            NOT_PROSE.matcher(section.markdown()).replaceAll(""),
            Math.max(1, Words.telling(section.heading()).size()),
            section.opensPage());
      }
    }

    List<Hit> find(String question, String before, int most) throws SQLException {
      var words = Words.telling(question);
      var earlier = Words.telling(before);
      if (words.stream().allMatch(Words::faint)) {
        // "And how do I do that?" has no subject of its own.
        words = Stream.concat(words.stream(), earlier.stream()).distinct().toList();
        earlier = List.of();
      }
      update("delete from term");
      for (int i = 0; i < words.size(); i++) {
        var readings = readings(words.get(i));
        for (int choice = 0; choice < readings.size(); choice++) {
          add(i, choice, weight(words.get(i)), readings.get(choice));
        }
        if (i > 0) {
          add(
              null,
              0,
              TOGETHER,
              "NEAR(%s %s, 2)".formatted(quoted(words.get(i - 1)), quoted(words.get(i))));
        }
      }
      for (var word : earlier) {
        add(null, 0, ASKED_BEFORE * weight(word), quoted(word));
      }
      try (var statement = connection.prepareStatement(FIND)) {
        statement.setInt(1, sections.size());
        statement.setInt(2, most);
        var hits = new ArrayList<Hit>();
        try (var rows = statement.executeQuery()) {
          while (rows.next()) {
            hits.add(new Hit(sections.get(rows.getInt("id")), rows.getDouble("score")));
          }
        }
        return hits;
      }
    }

    /// A word as it is written and, where no section has that, what may be meant, best first.
    private List<String> readings(String word) {
      var readings = new ArrayList<>(List.of(quoted(word)));
      if (word.length() >= LONG_ENOUGH_FOR_A_BEGINNING) {
        readings.add(quoted(word) + "*");
      }
      spelling.nearest(word).map(Tables::quoted).ifPresent(readings::add);
      spelling.parts(word).map(Tables::quoted).ifPresent(readings::add);
      return readings;
    }

    /// @param word its number in the question, or nothing for what only adds to a score
    private void add(@Nullable Integer word, int choice, double weight, String match)
        throws SQLException {
      update("insert into term values (?, ?, ?, ?)", word, choice, weight, match);
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
      try (var statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
      }
    }

    private static double weight(String word) {
      return Words.faint(word) ? FAINT : 1;
    }

    /// Quoted, so that nothing in a question is taken for FTS5's own language; of two words, one
    /// behind the other.
    private static String quoted(String words) {
      return '"' + words.replace("\"", "") + '"';
    }
  }
}
