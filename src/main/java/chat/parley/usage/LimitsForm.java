package chat.parley.usage;

import chat.parley.http.Form;
import chat.parley.problem.Problem;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields in which limits are decided, of a role or of a person.
///
/// @param id begins the ids of its fields
/// @param title whose it is
/// @param action where it posts
public record LimitsForm(String id, String title, String action, List<LimitField> fields) {
  /// More than anybody means by a limit.
  private static final long MOST = 1_000_000_000_000L;

  private static final long MOST_STORAGE = 1_000_000_000L;

  public LimitsForm {
    fields = List.copyOf(fields);
  }

  /// @param value as it was entered, or as it was decided
  /// @param usual what holds where it is empty
  public record LimitField(String name, String label, String value, String usual) {
    private static LimitField of(
        String name, String label, @Nullable Number decided, @Nullable Number usual) {
      return new LimitField(
          name,
          label,
          decided == null ? "" : plain(decided),
          usual == null || usual.doubleValue() == 0 ? "no limit" : plain(usual));
    }

    private LimitField entered(Form form) {
      return new LimitField(name, label, form.value(name), usual);
    }
  }

  static List<LimitField> fields(Limits decided, Limits usual) {
    return List.of(
        LimitField.of(
            "messages",
            "Messages a minute",
            decided.messagesPerMinute(),
            usual.messagesPerMinute()),
        LimitField.of("answers", "Answers at once", decided.answersAtOnce(), usual.answersAtOnce()),
        LimitField.of("tokens", "Tokens a day", decided.tokensPerDay(), usual.tokensPerDay()),
        LimitField.of("cost", "Cost a month", decided.costPerMonth(), usual.costPerMonth()),
        LimitField.of("storage", "Text of chats, MB", decided.storage(), usual.storage()));
  }

  private static String plain(Number number) {
    return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
  }

  /// With what was entered and refused: it stays in its fields.
  LimitsForm entered(Form form) {
    return new LimitsForm(
        id, title, action, fields.stream().map(field -> field.entered(form)).toList());
  }

  /// @throws Problem where one is none
  static Limits read(Form form) {
    return new Limits(
        small(form, "messages"),
        small(form, "answers"),
        whole(form, "tokens", MOST),
        money(form),
        whole(form, "storage", MOST_STORAGE));
  }

  private static @Nullable Integer small(Form form, String name) {
    Long whole = whole(form, name, Integer.MAX_VALUE);
    return whole == null ? null : Integer.valueOf(whole.intValue());
  }

  private static @Nullable Long whole(Form form, String name, long most) {
    String value = form.value(name).strip();
    if (value.isEmpty()) {
      return null;
    }
    if (!value.matches("\\d{1,13}") || Long.parseLong(value) > most) {
      throw noLimit();
    }
    return Long.valueOf(value);
  }

  private static @Nullable Double money(Form form) {
    String value = form.value("cost").strip();
    if (value.isEmpty()) {
      return null;
    }
    if (!value.matches("\\d{1,12}([.,]\\d{1,6})?")) {
      throw noLimit();
    }
    return Double.valueOf(value.replace(',', '.'));
  }

  private static Problem noLimit() {
    return Problem.invalid(
            "A limit is a whole number, a cost may have a fraction; 0 means no limit, empty as usual.")
        .at("limits-error");
  }
}
