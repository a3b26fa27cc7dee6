package chat.parley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every statement is written so that SQLite and PostgreSQL both take it; what only SQLite says
/// stands in the classes of the database that are called after it.
class PortableSqlTest {
  private static final Path SOURCES = Path.of("src/main/java/chat/parley");

  /// A text block, a string or a character, or a comment, which is none of them.
  private static final Pattern LITERAL =
      Pattern.compile(
          "\"\"\"(?<block>.*?)\"\"\"|\"(?<string>(?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\\\n]|\\\\.)+'|//[^\\n]*|/\\*.*?\\*/",
          Pattern.DOTALL);

  private static final Pattern SQL =
      Pattern.compile(
          "\\b(select|insert into|delete from|update [a-z_]+ set|with recursive|where|order by|on conflict|group by|coalesce)\\b|\\bpragma\\b|sqlite");

  /// What PostgreSQL does not know, or understands otherwise.
  private static final List<Pattern> FOREIGN =
      Stream.of(
              "\\browid\\b",
              "\\binstr *\\(",
              "\\btotal_changes\\b",
              "sqlite",
              "\\bpragma\\b",
              "\\bis (not )?('|[a-z_.]*\\.[a-z_]+\\b|:)",
              "\\binsert or\\b",
              "\\breplace into\\b",
              "\\bifnull *\\(",
              "\\b(glob|match|regexp)\\b",
              "\\b(group_concat|strftime|julianday|datetime|unixepoch|typeof|iif|printf|random) *\\(",
              // A condition is no number, and a bare parameter has no type.
              "\\b(sum|total|avg) *\\((?! *case)[^()]*(=|<|>| is )",
              "[-+*] *\\([^()]*\\bis (not )?null *\\)",
              "(?<!cast\\():[a-z_]+ is (not )?null",
              "coalesce *\\( *:[a-z_]+",
              // In an upsert a bare name is both the row that is there and the new one.
              "\\bset\\b.*?\\b([a-z_]+) = \\1 [-+*/|]+ *excluded\\.")
          .map(pattern -> Pattern.compile(pattern, Pattern.DOTALL))
          .toList();

  private static final Pattern SCALAR = Pattern.compile("\\b(max|min) *\\(");

  @Test
  void no_statement_is_for_one_database_alone() throws IOException {
    List<String> found = new ArrayList<>();
    int statements = 0;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(PortableSqlTest::isLookedAt).toList()) {
        for (String sql : statements(Files.readString(file))) {
          statements++;
          foreign(sql).forEach(word -> found.add(file + ": " + word + " in " + sql.strip()));
        }
      }
    }
    assertThat(statements).as("statements that were found at all").isGreaterThan(150);
    assertThat(found).isEmpty();
  }

  /// The search in the help pages is not stored: it is SQLite in memory, whatever the database is.
  private static boolean isLookedAt(Path file) {
    return file.toString().endsWith(".java")
        && !file.toString().startsWith(SOURCES + "/database/Sqlite")
        && !file.endsWith("DocsIndex.java");
  }

  private static List<String> statements(String source) {
    return LITERAL
        .matcher(source)
        .results()
        .flatMap(PortableSqlTest::text)
        .map(text -> text.toLowerCase(Locale.ROOT))
        .filter(text -> SQL.matcher(text).find())
        .filter(text -> !text.matches("(?s)[^a-z]*jdbc:.*"))
        .toList();
  }

  private static Stream<String> text(MatchResult literal) {
    return Stream.of("block", "string")
        .map(literal::group)
        .filter(java.util.Objects::nonNull)
        .map(String.class::cast);
  }

  private static List<String> foreign(String sql) {
    String code = sql.replaceAll("'[^']*'", "''");
    List<String> found = new ArrayList<>();
    for (Pattern pattern : FOREIGN) {
      pattern.matcher(code).results().map(MatchResult::group).forEach(found::add);
    }
    SCALAR
        .matcher(code)
        .results()
        .filter(call -> hasTwoArguments(code.substring(call.end())))
        .map(MatchResult::group)
        .forEach(found::add);
    return found;
  }

  private static boolean hasTwoArguments(String rest) {
    int depth = 0;
    for (int i = 0; i < rest.length(); i++) {
      char sign = rest.charAt(i);
      if (sign == ',' && depth == 0) {
        return true;
      }
      depth += sign == '(' ? 1 : sign == ')' ? -1 : 0;
      if (depth < 0) {
        return false;
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select a from t order by rowid",
        "select a from t where instr(a, 'x') > 0",
        "select a from t where a is not 'x'",
        "select a from t where a is b.c",
        "select max(a, coalesce(b, 0)) from t",
        "insert or ignore into t values (1)",
        "select sum(a = 'x') from t",
        "select a + (b is not null) from t",
        "select a from t where :a is null or a = :a",
        "update t set a = coalesce(:a, a)",
        "insert into t values (1) on conflict (a) do update set b = b + excluded.b",
        "pragma journal_mode = wal"
      })
  void what_only_sqlite_takes_is_found(String sql) {
    assertThat(foreign(sql)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select max(a) from t where b is not null and c is distinct from 'rowid'",
        "select coalesce(max(a), (select max(b) from t)) from t",
        "select a from t where cast(:a as text) is null or a = :a",
        "insert into t values (1) on conflict (a) do update set b = t.b + excluded.b",
        "select count(*) filter (where a = 'x') from t"
      })
  void what_both_take_is_not(String sql) {
    assertThat(foreign(sql)).isEmpty();
  }
}
