package chat.parley.account;

import chat.parley.Site;
import chat.parley.account.SecondFactorRule.Whom;
import chat.parley.http.Exchange;
import chat.parley.http.Form;
import chat.parley.http.Reply;
import chat.parley.problem.Problem;

/// Who must have a second factor: a form on the page of people.
public final class RulePages {
  private final Site.People people;
  private final PeoplePages pages;

  public RulePages(Site.People people, PeoplePages pages) {
    this.people = people;
    this.pages = pages;
  }

  /// Pages that are open at those who lack one end at once.
  public Reply decide(Exchange exchange) {
    Form form = exchange.form();
    return pages.attempt(
        exchange,
        () -> {
          Whom whom =
              Whom.of(form.value("whom"))
                  .orElseThrow(
                      () -> Problem.invalid("Choose nobody, staff or everybody.").at("rule-error"));
          people.factors().rule().decide(exchange.person(), whom, SignInPages.address(exchange));
          people.sessions().interruptWhoLacksFactor();
          return new Reply.SeeOther("/people");
        });
  }
}
