package chat.parley.account;

import chat.parley.account.SecondFactorRule.RequiredFor;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.user.Account;

/// The second factors of others: who must have one, and removing those of somebody who has lost it.
final class StaffSecondFactorController {
  private static final Response LIST = new Response.SeeOther("/people");

  private final SecondFactorRule rule;
  private final SecondFactors factors;
  private final Sessions sessions;
  private final SecondFactorMail mail;
  private final PeoplePage page;

  StaffSecondFactorController(
      SecondFactorRule rule,
      SecondFactors factors,
      Sessions sessions,
      SecondFactorMail mail,
      PeoplePage page) {
    this.rule = rule;
    this.factors = factors;
    this.sessions = sessions;
    this.mail = mail;
    this.page = page;
  }

  /// Pages that are open at those who lack one end at once.
  Response require(Request request) throws InterruptedException {
    return page.submit(
        request,
        form -> {
          RequiredFor requiredFor =
              RequiredFor.of(form.value("whom"))
                  .orElseThrow(
                      () -> Problem.invalid("Choose nobody, staff or everybody.").at("rule-error"));
          rule.set(request.user(), requiredFor);
          sessions.interruptWhoLacksFactor();
          return LIST;
        });
  }

  /// Whoever found it is out too.
  Response remove(Request request) throws InterruptedException {
    return page.submit(
        request,
        _ -> {
          Account other = factors.removeAll(request.user(), PeopleController.person(request));
          sessions.endAll(other.id(), null);
          mail.send(
              request,
              other,
              "Your second factors were removed by " + request.person().name() + ".");
          return LIST;
        });
  }
}
