package chat.parley.usage;

import chat.parley.database.Database;
import chat.parley.model.ModelRef;
import chat.parley.user.AccountId;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;
import org.jdbi.v3.core.statement.Query;

/// What was used, looked back at: by day, by model, by person.
public final class UsageReport {
  private static final String SUMS =
      """
      sum(u.messages) as messages, sum(u.answers) as answers, sum(u.prompt_tokens) as prompt,
      sum(u.completion_tokens) as completion, sum(u.estimated_tokens) as estimated, sum(u.cost) as cost
      """;

  private final Database database;

  UsageReport(Database database) {
    this.database = database;
  }

  /// @param estimated how many of the tokens no provider has counted
  /// @param cost in the money of the prices
  public record Sum(
      long messages, long answers, long prompt, long completion, long estimated, double cost) {
    static final Sum NOTHING = new Sum(0, 0, 0, 0, 0, 0);

    long tokens() {
      return prompt + completion;
    }

    Sum plus(Sum other) {
      return new Sum(
          messages + other.messages,
          answers + other.answers,
          prompt + other.prompt,
          completion + other.completion,
          estimated + other.estimated,
          cost + other.cost);
    }
  }

  public record DayUsage(LocalDate day, @Nested Sum sum) {
    private static final DateTimeFormatter DAY =
        DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);

    public String title() {
      return DAY.format(day);
    }
  }

  /// @param person their name and how they sign in
  public record ModelUsage(String person, String provider, String model, @Nested Sum sum) {
    public String title() {
      ModelRef ref = new ModelRef(provider, model);
      return ref.isBuiltIn() ? "Guide" : ref.toString();
    }
  }

  /// @param row the day's part of one person and model
  record DayModelUsage(LocalDate day, @Nested ModelUsage row) {}

  /// What is looked at.
  ///
  /// @param account whose; everyone's where there is none
  /// @param from the first day
  record Scope(Optional<AccountId> account, LocalDate from) {}

  /// The days on which something was used, oldest first.
  List<DayUsage> days(Scope scope) {
    return database.read(
        handle -> query(handle, scope, "u.day, " + SUMS, "", "u.day").mapTo(DayUsage.class).list());
  }

  /// The models that were used and by whom, those that took the most first.
  ///
  /// @param most how many
  List<ModelUsage> models(Scope scope, int most) {
    return database.read(handle ->
        query(
                handle,
                scope,
                "coalesce(a.email, a.name) as person, u.provider, u.model, " + SUMS,
                "join account a on a.id = u.account_id",
                "a.id, u.provider, u.model order by sum(u.prompt_tokens + u.completion_tokens) desc,"
                    + " person, u.provider, u.model limit "
                    + most)
            .mapTo(ModelUsage.class)
            .list());
  }

  /// Everything there is, by day, person and model.
  List<DayModelUsage> rows(Scope scope) {
    return database.read(handle ->
        query(
                handle,
                scope,
                "u.day, coalesce(a.email, a.name) as person, u.provider, u.model, " + SUMS,
                "join account a on a.id = u.account_id",
                "u.day, a.id, u.provider, u.model order by u.day, person, u.provider, u.model")
            .mapTo(DayModelUsage.class)
            .list());
  }

  /// Everyone's by the key, which begins with the day, one's own by an index: never through the
  /// whole table.
  private static Query query(
      Handle handle, Scope scope, String columns, String join, String grouping) {
    String whose = scope.account().isPresent() ? "u.account_id = :account and " : "";
    Query query =
        handle
            .createQuery(
                "select <columns> from use_by_day u <join> where <whose> u.day >= :from group by <grouping>")
            .define("columns", columns)
            .define("join", join)
            .define("whose", whose)
            .define("grouping", grouping)
            .bind("from", scope.from());
    scope.account().ifPresent(id -> query.bind("account", id));
    return query;
  }
}
