package chat.parley.account;

import chat.parley.account.SecondFactorRule.RequiredFor;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;

/// Who must have a second factor: a form on the page of people.
public final class SecondFactorRuleController {
  private final AccountModule people;
  private final PeopleController pages;

  public SecondFactorRuleController(AccountModule people, PeopleController pages) {
    this.people = people;
    this.pages = pages;
  }

  /// Pages that are open at those who lack one end at once.
  public Response decide(Request exchange) {
    Form form = exchange.form();
    return pages.attempt(
        exchange,
        () -> {
          RequiredFor whom =
              RequiredFor.of(form.value("whom"))
                  .orElseThrow(
                      () -> Problem.invalid("Choose nobody, staff or everybody.").at("rule-error"));
          people.rule().set(exchange.user(), whom);
          people.sessions().interruptWhoLacksFactor();
          return new Response.SeeOther("/people");
        });
  }
}
