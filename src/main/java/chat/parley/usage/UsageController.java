package chat.parley.usage;

import chat.parley.http.Csv;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.Layout;
import chat.parley.templates.StaticTemplates;
import chat.parley.usage.UsageReport.DayModelUsage;
import chat.parley.usage.UsageReport.DayUsage;
import chat.parley.usage.UsageReport.ModelUsage;
import chat.parley.usage.UsageReport.Sum;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What was used: by oneself, and for those who look after Parley by everyone.
final class UsageController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();
  private static final List<Integer> CHOICES = List.of(7, 30, 90);
  private static final int USUAL = 30;

  /// Lines of the table by model; the file has all.
  private static final int MOST_LINES = 200;

  private final UsageReport report;
  private final StorageQuota storage;
  private final Layout layout;
  private final Clock clock;

  UsageController(UsageReport report, StorageQuota storage, Layout layout, Clock clock) {
    this.report = report;
    this.storage = storage;
    this.layout = layout;
    this.clock = clock;
  }

  Response page(Request request) {
    UsageReport.Scope scope = scope(request);
    boolean everyone = scope.account().isEmpty();
    List<DayUsage> days = report.days(scope);
    return new Response.Html(
        200,
        TEMPLATES.usageUse(
            layout.page(request, "Use · Parley"),
            layout.assets(),
            days(request),
            CHOICES,
            everyone,
            offersEveryone(request),
            UsageChart.of(days, scope.from(), LocalDate.now(clock)),
            days.reversed(),
            report.models(scope, MOST_LINES),
            days.stream().map(DayUsage::sum).reduce(Sum.NOTHING, Sum::plus),
            everyone ? "" : storage.words(request.person())));
  }

  /// The same for a spreadsheet.
  Response csv(Request request) {
    Csv csv =
        new Csv()
            .row(
                "day",
                "person",
                "provider",
                "model",
                "messages",
                "answers",
                "tokens in",
                "tokens out",
                "tokens estimated",
                "cost");
    for (DayModelUsage row : report.rows(scope(request))) {
      ModelUsage what = row.row();
      Sum sum = what.sum();
      csv.row(
          row.day(),
          what.person(),
          what.provider(),
          what.model(),
          sum.messages(),
          sum.answers(),
          sum.prompt(),
          sum.completion(),
          sum.estimated(),
          sum.cost());
    }
    return new Response.CsvFile("parley-use-" + LocalDate.now(clock) + ".csv", csv.toString());
  }

  private UsageReport.Scope scope(Request request) {
    boolean everyone =
        offersEveryone(request)
            && request.query("whose").filter(whose -> whose.equals("everyone")).isPresent();
    return new UsageReport.Scope(
        everyone ? Optional.empty() : Optional.of(request.account()),
        LocalDate.now(clock).minusDays(days(request) - 1L));
  }

  private static int days(Request request) {
    int days = request.queryNumber("days");
    return CHOICES.contains(days) ? days : USUAL;
  }

  /// Where nobody signs in there is nobody else.
  private static boolean offersEveryone(Request request) {
    return request.user().role().isStaff() && request.user().signedIn();
  }
}
