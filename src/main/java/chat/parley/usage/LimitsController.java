package chat.parley.usage;

import chat.parley.account.Accounts;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much people may use: what is usual for a role, and what is decided about a person.
public final class LimitsController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  /// More than anybody means by a limit.
  private static final long MOST = 1_000_000_000_000L;

  private static final long MOST_STORAGE = 1_000_000_000L;

  private final Accounts accounts;
  private final LimitStore limits;
  private final Layout layout;

  public LimitsController(Accounts accounts, LimitStore limits, Layout layout) {
    this.accounts = accounts;
    this.limits = limits;
    this.layout = layout;
  }

  public Response list(Request request) {
    return roles(request, 200, new Entered("", null), FormMessage.saved(request));
  }

  /// What was entered and refused: it stays in its fields.
  ///
  /// @param form the id of the form that it was entered in
  private record Entered(String form, @Nullable Form values) {
    Optional<Form> in(String id) {
      return form.equals(id) ? Optional.ofNullable(values) : Optional.empty();
    }
  }

  public Response decideRole(Request request) throws InterruptedException {
    Role role =
        Role.of(request.part("role")).orElseThrow(() -> Problem.notFound("There is no such role."));
    return request.submit(
        form -> {
          limits.decide(request.user(), role, limits(form));
          return new Response.SeeOther("/limits?saved=" + role.word());
        },
        (form, problem) ->
            roles(
                request,
                problem.code().status(),
                new Entered(role.word(), form),
                refused(problem, role.word())));
  }

  public Response person(Request request) {
    Account person = found(request);
    return of(request, person, 200, new Entered("", null), FormMessage.saved(request));
  }

  public Response decidePerson(Request request) throws InterruptedException {
    Account person = found(request);
    return request.submit(
        form -> {
          limits.decide(request.user(), person, limits(form));
          return new Response.SeeOther("/people/" + person.id().value() + "/limits?saved=person");
        },
        (form, problem) ->
            of(
                request,
                person,
                problem.code().status(),
                new Entered("person", form),
                refused(problem, "person")));
  }

  /// Whoever may not decide about somebody is not shown what was decided.
  private Account found(Request request) {
    return accounts
        .find(new AccountId(request.part("person")))
        .filter(person -> request.person().role().looksAfter(person.role()))
        .orElseThrow(() -> Problem.notFound("There is nobody here whose limits you decide about."));
  }

  private static FormMessage refused(Problem problem, String form) {
    return new FormMessage(form + "-error", problem.message());
  }

  private Response roles(Request request, int status, Entered entered, FormMessage notice) {
    Role mine = request.person().role();
    List<LimitsView.Form> forms =
        Stream.of(Role.MEMBER, Role.ADMIN, Role.OWNER)
            .filter(mine::looksAfter)
            .map(role ->
                new LimitsView.Form(
                    role.word(),
                    title(role),
                    "/limits/" + role.word(),
                    fields(limits.ofRole(role), limits.server(), entered.in(role.word()))))
            .toList();
    List<LimitsView.Exempt> exceptions =
        accounts.all().stream()
            .filter(one -> mine.looksAfter(one.role()))
            .filter(one -> !limits.ofAccount(one.id()).equals(Limits.UNSAID))
            .map(one -> new LimitsView.Exempt(one.id().value(), one.title()))
            .toList();
    return html(request, status, new LimitsView(null, forms, exceptions, notice));
  }

  private Response of(
      Request request, Account person, int status, Entered entered, FormMessage notice) {
    LimitsView.Form form =
        new LimitsView.Form(
            "person",
            "Limits of " + person.name(),
            "/people/" + person.id().value() + "/limits",
            fields(
                limits.ofAccount(person.id()), limits.usual(person.role()), entered.in("person")));
    return html(request, status, new LimitsView(person.title(), List.of(form), List.of(), notice));
  }

  private Response html(Request request, int status, LimitsView view) {
    return new Response.Html(
        status,
        TEMPLATES.usageLimits(layout.page(request, "Limits · Parley"), layout.assets(), view));
  }

  private static String title(Role role) {
    return switch (role) {
      case MEMBER -> "Every member";
      case ADMIN -> "Every admin";
      case OWNER -> "The owner";
    };
  }

  private static List<LimitsView.Field> fields(Limits decided, Limits usual, Optional<Form> sent) {
    return List.of(
        field(
            "messages",
            "Messages a minute",
            decided.messagesPerMinute(),
            usual.messagesPerMinute(),
            sent),
        field("answers", "Answers at once", decided.answersAtOnce(), usual.answersAtOnce(), sent),
        field("tokens", "Tokens a day", decided.tokensPerDay(), usual.tokensPerDay(), sent),
        field("cost", "Cost a month", decided.costPerMonth(), usual.costPerMonth(), sent),
        field("storage", "Text of chats, MB", decided.storage(), usual.storage(), sent));
  }

  private static LimitsView.Field field(
      String name,
      String label,
      @Nullable Number decided,
      @Nullable Number usual,
      Optional<Form> sent) {
    return new LimitsView.Field(
        name,
        label,
        sent.map(form -> form.value(name)).orElse(decided == null ? "" : plain(decided)),
        usual == null || usual.doubleValue() == 0 ? "no limit" : plain(usual));
  }

  private static String plain(Number number) {
    return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
  }

  private static Limits limits(Form form) {
    return new Limits(
        small(form, "messages"),
        small(form, "answers"),
        whole(form, "tokens"),
        money(form),
        storage(form));
  }

  private static @Nullable Integer small(Form form, String name) {
    Long whole = whole(form, name);
    if (whole != null && whole > Integer.MAX_VALUE) {
      throw noLimit();
    }
    return whole == null ? null : Integer.valueOf(whole.intValue());
  }

  private static @Nullable Long whole(Form form, String name) {
    String value = form.value(name).strip();
    if (value.isEmpty()) {
      return null;
    }
    if (!value.matches("\\d{1,13}") || Long.parseLong(value) > MOST) {
      throw noLimit();
    }
    return Long.valueOf(value);
  }

  /// Megabytes become bytes elsewhere.
  private static @Nullable Long storage(Form form) {
    Long whole = whole(form, "storage");
    if (whole != null && whole > MOST_STORAGE) {
      throw noLimit();
    }
    return whole;
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
