package chat.parley.http;

import java.util.List;
import java.util.stream.Collectors;

/// A table as RFC 4180 has it, that no spreadsheet takes for formulas.
public final class Csv {
  private static final String FORMULA = "=+-@\t\r";

  private final StringBuilder text = new StringBuilder();

  public Csv row(Object... cells) {
    text.append(List.of(cells).stream().map(Csv::cell).collect(Collectors.joining(",")))
        .append("\r\n");
    return this;
  }

  private static String cell(Object value) {
    if (value instanceof Number) {
      return value.toString();
    }
    String plain = value.toString();
    // A spreadsheet would reckon with it, and could be made to call others: an apostrophe makes it
    // text.
    String safe = !plain.isEmpty() && FORMULA.indexOf(plain.charAt(0)) >= 0 ? "'" + plain : plain;
    return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
