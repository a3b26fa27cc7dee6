package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.generation.Generation.Outcome;
import chat.parley.generation.Generation.Progress;
import chat.parley.provider.Fault;
import chat.parley.user.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A generation as a row of its table. By hand: every look of every reader reads some.
final class GenerationRow {
  static final String COLUMNS =
      "id, conversation_id, message, account_id, provider, model, state, outcome, epoch, fault_kind, fault_detail,"
          + " left_out, instead_of, cut_short, started_at, first_text_at";

  private GenerationRow() {}

  /// As the column has it.
  static String column(Outcome outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  static Generation of(ResultSet row) throws SQLException {
    return new Generation(
        row.getLong("id"),
        new ConversationId(row.getString("conversation_id")),
        row.getInt("message"),
        new AccountId(row.getString("account_id")),
        row.getString("provider"),
        row.getString("model"),
        row.getInt("epoch"),
        state(row),
        row.getInt("left_out"),
        row.getString("instead_of"),
        instant(row, "started_at"),
        instant(row, "first_text_at"));
  }

  private static Progress state(ResultSet row) throws SQLException {
    return switch (row.getString("state")) {
      case "queued" -> new Progress.Queued();
      case "running" -> new Progress.Running();
      default -> new Progress.Ended(outcome(row));
    };
  }

  private static Outcome outcome(ResultSet row) throws SQLException {
    return switch (row.getString("outcome")) {
      case "finished" -> new Outcome.Finished(row.getInt("cut_short") == 1);
      case "stopped" -> new Outcome.Stopped();
      case "interrupted" -> new Outcome.Interrupted();
      default ->
          new Outcome.Failed(
              new Fault(
                  Fault.Kind.valueOf(row.getString("fault_kind")),
                  row.getString("fault_detail"),
                  null));
    };
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
