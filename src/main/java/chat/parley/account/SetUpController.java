package chat.parley.account;

import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Request.SubmittedForm;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.user.Account;

/// Making the owner's account, with the code that stands in the log.
final class SetUpController {
  private final Accounts accounts;
  private final SetUpCode code;
  private final SignIns signIns;
  private final SessionStarter starter;
  private final SignInPages pages;

  SetUpController(
      Accounts accounts,
      SetUpCode code,
      SignIns signIns,
      SessionStarter starter,
      SignInPages pages) {
    this.accounts = accounts;
    this.code = code;
    this.signIns = signIns;
    this.starter = starter;
    this.pages = pages;
  }

  Response page(Request request) {
    return accounts.isSetUp()
        ? new Response.SeeOther("/sign-in")
        : pages.setUp(request, 200, SignInForm.EMPTY.code(request.query("code").orElse("")));
  }

  Response setUp(Request request) throws InterruptedException {
    return withCode(
        request,
        form -> {
          Account owner = accounts.setUp(newAccount(request, form), request.address());
          return starter.start(request, owner, "signed in", "/");
        });
  }

  /// Goes on only where the set-up code is right.
  Response withCode(Request request, SubmittedForm action) throws InterruptedException {
    return request.submit(
        form -> {
          checkCode(request, form);
          return action.carryOut(form);
        },
        (form, problem) ->
            pages.setUp(request, problem.code().status(), SignInForm.of(form, problem)));
  }

  private void checkCode(Request request, Form form) {
    if (code.isRight(form.value("code"))) {
      return;
    }
    signIns
        .countGuess(request.address())
        .ifPresent(pause -> {
          throw SignIns.tooMany(pause).at("code-error");
        });
    signIns.recordFailure(request.address(), "gave a wrong set-up code");
    throw Problem.invalid(
            "This is not the code. The one that counts stands in the log of the last start.")
        .at("code-error");
  }

  static NewAccount newAccount(Request request, Form form) {
    return new NewAccount(
        form.value("name"), form.value("email"), form.value("password"), request.origin().host());
  }
}
