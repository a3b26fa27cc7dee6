package chat.parley.usage;

import static chat.parley.usage.UsageChart.number;

import chat.parley.http.Csv;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.Layout;
import chat.parley.page.Page;
import chat.parley.provider.Provider;
import chat.parley.templates.StaticTemplates;
import chat.parley.usage.UsageReport.OfDay;
import chat.parley.usage.UsageReport.OfModel;
import chat.parley.usage.UsageReport.Sum;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What was used: by oneself, and for those who look after Parley by everyone.
public final class UsageController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();
  private static final List<Integer> RANGES = List.of(7, 30, 90);
  private static final int USUAL = 30;

  /// Lines of the table by model; the file has all.
  private static final int MOST_LINES = 200;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);

  private final UsageReport uses;
  private final StorageQuota room;
  private final Layout layout;
  private final Clock clock;

  public UsageController(UsageReport uses, StorageQuota room, Layout layout, Clock clock) {
    this.uses = uses;
    this.room = room;
    this.layout = layout;
    this.clock = clock;
  }

  public Response page(Request exchange) {
    UsageReport.Range range = range(exchange);
    boolean everyone = range.account().isEmpty();
    List<OfDay> days = uses.days(range);
    Sum total = days.stream().map(OfDay::sum).reduce(Sum.NOTHING, UsageController::plus);
    boolean priced = total.cost() > 0;
    List<UsageView.Line> byDay = new ArrayList<>();
    days.forEach(one -> byDay.add(line(DAY.format(one.day()), "", one.sum(), priced)));
    Collections.reverse(byDay);
    List<UsageView.Line> byModel =
        uses.models(range, MOST_LINES).stream()
            .map(one -> line(model(one), everyone ? one.person() : "", one.sum(), priced))
            .toList();
    UsageView view =
        new UsageView(
            new UsageView.Range(days(exchange), RANGES),
            everyone,
            offersEveryone(exchange),
            UsageChart.of(days, range.from(), LocalDate.now(clock)),
            byDay,
            byModel,
            line("All", "", total, priced),
            total.estimated() == 0 ? "" : number(total.estimated()),
            everyone ? "" : room.words(exchange.person()));
    return new Response.Html(
        200, TEMPLATES.usageUse(layout.page(exchange, "Use · Parley"), layout.assets(), view));
  }

  /// The same for a spreadsheet.
  public Response csv(Request exchange) {
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
    for (UsageReport.Row row : uses.rows(range(exchange))) {
      OfModel what = row.row();
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

  private UsageReport.Range range(Request exchange) {
    boolean everyone =
        offersEveryone(exchange)
            && exchange.query("whose").filter(whose -> whose.equals("everyone")).isPresent();
    return new UsageReport.Range(
        everyone ? Optional.empty() : Optional.of(exchange.account()),
        LocalDate.now(clock).minusDays(days(exchange) - 1L));
  }

  private static int days(Request exchange) {
    int days = exchange.queryNumber("days");
    return RANGES.contains(days) ? days : USUAL;
  }

  /// Where nobody signs in there is nobody else.
  private static boolean offersEveryone(Request exchange) {
    Page.Viewer person = Page.Viewer.of(exchange);
    return person.staff() && person.signedIn();
  }

  private static String model(OfModel one) {
    return one.provider().equals(Provider.BUILT_IN) ? "Guide" : one.provider() + "/" + one.model();
  }

  private static UsageView.Line line(String what, String who, Sum sum, boolean priced) {
    return new UsageView.Line(
        what,
        who,
        number(sum.messages()),
        number(sum.answers()),
        number(sum.prompt()),
        number(sum.completion()),
        sum.estimated() > 0,
        priced ? String.format(Locale.ENGLISH, "%,.2f", sum.cost()) : "");
  }

  private static Sum plus(Sum one, Sum other) {
    return new Sum(
        one.messages() + other.messages(),
        one.answers() + other.answers(),
        one.prompt() + other.prompt(),
        one.completion() + other.completion(),
        one.estimated() + other.estimated(),
        one.cost() + other.cost());
  }
}
