package chat.parley.account;

import chat.parley.account.PeopleView.PersonView;
import chat.parley.http.Request;
import chat.parley.http.Request.SubmittedForm;
import chat.parley.http.Response;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.templates.StaticTemplates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is here, for those who look after them. What people write does not stand on it.
final class PeoplePage {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Accounts accounts;
  private final AccessLinks links;
  private final SecondFactorRule rule;
  private final Layout layout;
  private final DateFormats dates;

  PeoplePage(
      Accounts accounts,
      AccessLinks links,
      SecondFactorRule rule,
      Layout layout,
      DateFormats dates) {
    this.accounts = accounts;
    this.links = links;
    this.rule = rule;
    this.layout = layout;
    this.dates = dates;
  }

  /// Carries out what a form on it asks for; what is wrong is said on it.
  Response submit(Request request, SubmittedForm action) throws InterruptedException {
    return request.submit(
        action,
        (_, problem) -> show(request, problem.code().status(), FormMessage.of(problem), null));
  }

  Response show(Request request, int status, FormMessage notice, @Nullable NewLink newLink) {
    List<PersonView> people =
        accounts.all().stream()
            .map(account -> new PersonView(account, rule.hasFactor(account.id())))
            .toList();
    PeopleView view =
        new PeopleView(
            request.person(),
            people,
            links.invitations(),
            rule.requiredFor().value(),
            links.mails(),
            newLink,
            notice,
            dates);
    return new Response.Html(
        status,
        TEMPLATES.accountPeople(layout.page(request, "People · Parley"), layout.assets(), view));
  }
}
