package chat.parley.search;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The sections in an FTS5 table of a SQLite in memory. To be used by one thread.
final class FullText implements AutoCloseable {
  /// Shorter words are the beginning of too many others.
  private static final int LONG_ENOUGH_FOR_A_BEGINNING = 5;

  private static final String EVERYWHERE = "page heading asked body";

  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern ADDRESS = Pattern.compile("]\\([^)\\s]*\\)");

  /// What was measured, which is no address of four numbers: its halves would be taken for words.
  private static final Pattern FIGURE = Pattern.compile("(?<![\\d.])\\d+\\.\\d+(?!\\.?\\d)");

  private final Connection connection;
  private final PreparedStatement matching;

  FullText(List<Section> sections) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          create virtual table section using fts5(
            page, heading, asked, body, tokenize = 'porter unicode61 remove_diacritics 2')
          """);
    }
    try (var insert =
        connection.prepareStatement(
            "insert into section (rowid, page, heading, asked, body) values (?, ?, ?, ?, ?)")) {
      for (int i = 0; i < sections.size(); i++) {
        var section = sections.get(i);
        insert.setInt(1, i);
        // The title of a page is the heading of its opening: it counts once.
        insert.setString(2, section.opensPage() ? "" : section.pageTitle());
        insert.setString(3, section.heading());
        insert.setString(4, String.join(" ", Words.full(section.asked())));
        insert.setString(5, prose(section.markdown()));
        insert.executeUpdate();
      }
    }
    // A word in a heading says what a section is about; one in the title what a whole page is
    // about.
    matching =
        connection.prepareStatement(
            """
            select rowid, -bm25(section, 1.5, 5.0, 3.0, 1.0) as score
            from section where section match ?
            """);
  }

  /// The sections that have a word, or a form of it, with BM25's score (larger is better); where
  /// none has it, those that have a word which begins with it.
  Map<Integer, Double> matches(String word) throws SQLException {
    var exact = scores(EVERYWHERE, quoted(word));
    return exact.isEmpty() && word.length() >= LONG_ENOUGH_FOR_A_BEGINNING
        ? scores(EVERYWHERE, quoted(word) + "*")
        : exact;
  }

  /// The sections that have both words close to each other.
  Map<Integer, Double> together(String one, String other) throws SQLException {
    return scores(EVERYWHERE, "NEAR(" + quoted(one) + " " + quoted(other) + ", 2)");
  }

  Set<Integer> inHeading(String word) throws SQLException {
    return scores("heading", quoted(word)).keySet();
  }

  /// The sections that people ask for by this word.
  Set<Integer> inAsked(String word) throws SQLException {
    return scores("asked", quoted(word)).keySet();
  }

  private Map<Integer, Double> scores(String columns, String query) throws SQLException {
    matching.setString(1, "{" + columns + "} : " + query);
    try (var rows = matching.executeQuery()) {
      var scores = new HashMap<Integer, Double>();
      while (rows.next()) {
        scores.put(rows.getInt("rowid"), rows.getDouble("score"));
      }
      return scores;
    }
  }

  /// Quoted, so that nothing in a question is taken for FTS5's own language.
  private static String quoted(String word) {
    return "\"" + word.replace("\"", "") + "\"";
  }

  /// What is written for people: words in examples and in the addresses of links tell nothing about
  /// what a section is for.
  private static String prose(String markdown) {
    String text = ADDRESS.matcher(CODE.matcher(markdown).replaceAll("")).replaceAll("]");
    return FIGURE.matcher(text).replaceAll("");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
