package chat.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 4180, section 2, and what spreadsheets take for formulas.
class CsvTest {
  @Test
  void a_row_ends_with_carriage_return_and_line_feed() {
    assertThat(new Csv().row("a", "b").row(1, 2.5)).hasToString("a,b\r\n1,2.5\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {"a b|a b", "a,b|\"a,b\"", "say \"hi\"|\"say \"\"hi\"\"\"", "ä|ä"})
  void a_cell_is_quoted_where_it_must_be(String cell, String written) {
    assertThat(new Csv().row(cell)).hasToString(written + "\r\n");
  }

  @Test
  void a_cell_may_have_lines() {
    assertThat(new Csv().row("a\r\nb", "c\nd")).hasToString("\"a\r\nb\",\"c\nd\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1"})
  void what_could_be_a_formula_is_text(String cell) {
    assertThat(new Csv().row(cell)).hasToString("'" + cell + "\r\n");
  }

  @Test
  void a_formula_with_commas_and_quotes_is_text_too() {
    assertThat(new Csv().row("=HYPERLINK(\"http://x\",\"y\")"))
        .hasToString("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
  }

  @Test
  void a_number_below_zero_is_a_number() {
    assertThat(new Csv().row(-1)).hasToString("-1\r\n");
  }
}
