package chat.parley.usage;

import chat.parley.account.Accounts;
import chat.parley.account.SignInPages;
import chat.parley.http.Exchange;
import chat.parley.http.Form;
import chat.parley.http.Reply;
import chat.parley.page.Notice;
import chat.parley.page.Stage;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much people may use: what is usual for a role, and what is decided about a person.
public final class LimitPages {
  private static final chat.parley.templates.StaticTemplates TEMPLATES =
      new chat.parley.templates.StaticTemplates();

  /// More than anybody means by a limit.
  private static final long MOST = 1_000_000_000_000L;

  private static final long MOST_STORAGE = 1_000_000_000L;

  private final Accounts accounts;
  private final Allowances allowances;
  private final Stage stage;

  public LimitPages(Accounts accounts, Allowances allowances, Stage stage) {
    this.accounts = accounts;
    this.allowances = allowances;
    this.stage = stage;
  }

  public Reply list(Exchange exchange) {
    return roles(exchange, 200, new Sent("", null), saved(exchange));
  }

  /// What was entered and refused: it stays in its fields.
  ///
  /// @param form the id of the form that it was entered in
  private record Sent(String form, @Nullable Form values) {
    Optional<Form> in(String id) {
      return form.equals(id) ? Optional.ofNullable(values) : Optional.empty();
    }
  }

  public Reply decideRole(Exchange exchange) {
    Form form = exchange.form();
    Role role =
        Role.of(exchange.path().getOrDefault("role", ""))
            .orElseThrow(() -> Problem.notFound("There is no such role."));
    try {
      Account by = exchange.person();
      allowances.decide(by, role, allowance(form), SignInPages.address(exchange));
      return new Reply.SeeOther("/limits?saved=" + role.word());
    } catch (Problem problem) {
      return roles(
          exchange,
          problem.code().status(),
          new Sent(role.word(), form),
          refused(problem, role.word()));
    }
  }

  public Reply person(Exchange exchange) {
    Account person = found(exchange);
    return of(exchange, person, 200, new Sent("", null), saved(exchange));
  }

  public Reply decidePerson(Exchange exchange) {
    Account person = found(exchange);
    Form form = exchange.form();
    try {
      allowances.decide(exchange.person(), person, allowance(form), SignInPages.address(exchange));
      return new Reply.SeeOther("/people/" + person.id().value() + "/limits?saved=person");
    } catch (Problem problem) {
      return of(
          exchange,
          person,
          problem.code().status(),
          new Sent("person", form),
          refused(problem, "person"));
    }
  }

  /// Whoever may not decide about somebody is not shown what was decided.
  private Account found(Exchange exchange) {
    return accounts
        .find(new AccountId(exchange.path().getOrDefault("person", "")))
        .filter(person -> exchange.person().role().looksAfter(person.role()))
        .orElseThrow(() -> Problem.notFound("There is nobody here whose limits you decide about."));
  }

  private static Notice saved(Exchange exchange) {
    return exchange
        .query("saved")
        .map(what -> new Notice(what + "-saved", "Saved."))
        .orElse(Notice.NONE);
  }

  private static Notice refused(Problem problem, String form) {
    if (problem.place() == null) {
      throw problem;
    }
    return new Notice(form + "-error", problem.message());
  }

  private Reply roles(Exchange exchange, int status, Sent sent, Notice notice) {
    Role mine = exchange.person().role();
    List<LimitsView.Form> forms =
        Stream.of(Role.MEMBER, Role.ADMIN, Role.OWNER)
            .filter(mine::looksAfter)
            .map(role ->
                new LimitsView.Form(
                    role.word(),
                    title(role),
                    "/limits/" + role.word(),
                    fields(allowances.ofRole(role), allowances.server(), sent.in(role.word()))))
            .toList();
    List<LimitsView.Exempt> exceptions =
        accounts.all().stream()
            .filter(one -> mine.looksAfter(one.role()))
            .filter(one -> !allowances.ofAccount(one.id()).equals(Allowance.UNSAID))
            .map(one -> new LimitsView.Exempt(one.id().value(), one.title()))
            .toList();
    return html(exchange, status, new LimitsView(null, forms, exceptions, notice));
  }

  private Reply of(Exchange exchange, Account person, int status, Sent sent, Notice notice) {
    LimitsView.Form form =
        new LimitsView.Form(
            "person",
            "Limits of " + person.name(),
            "/people/" + person.id().value() + "/limits",
            fields(
                allowances.ofAccount(person.id()),
                allowances.usual(person.role()),
                sent.in("person")));
    return html(exchange, status, new LimitsView(person.title(), List.of(form), List.of(), notice));
  }

  private Reply html(Exchange exchange, int status, LimitsView view) {
    return new Reply.Html(
        status,
        TEMPLATES.settingsLimits(stage.shell(exchange, "Limits · Parley"), stage.assets(), view));
  }

  private static String title(Role role) {
    return switch (role) {
      case MEMBER -> "Every member";
      case ADMIN -> "Every admin";
      case OWNER -> "The owner";
    };
  }

  private static List<LimitsView.Field> fields(
      Allowance decided, Allowance usual, Optional<Form> sent) {
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

  private static Allowance allowance(Form form) {
    return new Allowance(
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
