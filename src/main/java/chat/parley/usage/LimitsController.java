package chat.parley.usage;

import chat.parley.account.Accounts;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much people may use: what is usual for a role, and what is decided about a person.
final class LimitsController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();
  private static final String PERSON = "person";

  private final Accounts accounts;
  private final LimitStore limits;
  private final Layout layout;

  LimitsController(Accounts accounts, LimitStore limits, Layout layout) {
    this.accounts = accounts;
    this.limits = limits;
    this.layout = layout;
  }

  Response list(Request request) {
    return roles(request, 200, UnaryOperator.identity(), FormMessage.saved(request));
  }

  Response decideRole(Request request) throws InterruptedException {
    Role role =
        Role.of(request.part("role")).orElseThrow(() -> Problem.notFound("There is no such role."));
    return request.submit(
        form -> {
          limits.decide(request.user(), role, LimitsForm.read(form));
          return new Response.SeeOther("/limits?saved=" + role.word());
        },
        (form, problem) ->
            roles(
                request,
                problem.code().status(),
                shown -> shown.id().equals(role.word()) ? shown.entered(form) : shown,
                new FormMessage(role.word() + "-error", problem.message())));
  }

  Response person(Request request) {
    LimitsForm form = form(found(request));
    return person(request, 200, form, FormMessage.saved(request));
  }

  Response decidePerson(Request request) throws InterruptedException {
    Account person = found(request);
    return request.submit(
        form -> {
          limits.decide(request.user(), person, LimitsForm.read(form));
          return new Response.SeeOther(form(person).action() + "?saved=" + PERSON);
        },
        (form, problem) ->
            person(
                request,
                problem.code().status(),
                form(person).entered(form),
                new FormMessage(PERSON + "-error", problem.message())));
  }

  /// Whoever may not decide about somebody is not shown what was decided.
  private Account found(Request request) {
    return accounts
        .find(new AccountId(request.part("person")))
        .filter(person -> request.person().role().looksAfter(person.role()))
        .orElseThrow(() -> Problem.notFound("There is nobody here whose limits you decide about."));
  }

  private LimitsForm form(Role role) {
    return new LimitsForm(
        role.word(),
        switch (role) {
          case MEMBER -> "Every member";
          case ADMIN -> "Every admin";
          case OWNER -> "The owner";
        },
        "/limits/" + role.word(),
        LimitsForm.fields(limits.ofRole(role), limits.server()));
  }

  private LimitsForm form(Account person) {
    return new LimitsForm(
        PERSON,
        "Limits of " + person.name(),
        "/people/" + person.id().value() + "/limits",
        LimitsForm.fields(limits.ofAccount(person.id()), limits.usual(person.role())));
  }

  private Response roles(
      Request request, int status, UnaryOperator<LimitsForm> entered, FormMessage message) {
    Role mine = request.person().role();
    return page(
        request,
        status,
        null,
        Stream.of(Role.MEMBER, Role.ADMIN, Role.OWNER)
            .filter(mine::looksAfter)
            .map(this::form)
            .map(entered)
            .toList(),
        message);
  }

  private Response person(Request request, int status, LimitsForm form, FormMessage message) {
    return page(request, status, found(request).title(), List.of(form), message);
  }

  /// @param person whose limits they are; null for those of the roles
  private Response page(
      Request request,
      int status,
      @Nullable String person,
      List<LimitsForm> forms,
      FormMessage message) {
    List<Account> exceptions =
        person != null
            ? List.of()
            : accounts.all().stream()
                .filter(one -> request.person().role().looksAfter(one.role()))
                .filter(one -> !limits.ofAccount(one.id()).equals(Limits.UNSAID))
                .toList();
    return new Response.Html(
        status,
        TEMPLATES.usageLimits(
            layout.page(request, "Limits · Parley"),
            layout.assets(),
            person,
            forms,
            exceptions,
            message));
  }
}
