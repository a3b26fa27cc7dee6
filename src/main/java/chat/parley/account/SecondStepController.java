package chat.parley.account;

import chat.parley.http.Assets;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ResponseWriter;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Optional;

/// The page between the password and the chats, for those who have a second factor.
public final class SecondStepController {
  static final String PATH = "/second-factor";

  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final AccountModule people;
  private final SignInController signIn;
  private final SignInCookies cookies;
  private final Assets assets;

  public SecondStepController(
      AccountModule people, SignInController signIn, SignInCookies cookies, Assets assets) {
    this.people = people;
    this.signIn = signIn;
    this.cookies = cookies;
    this.assets = assets;
  }

  public Response page(Request exchange) {
    String to = ReturnAddress.returnable(exchange.query("to").orElse(null));
    return account(exchange)
        .map(account -> show(exchange, 200, SignInForm.EMPTY.to(to).email(account.title())))
        .orElseGet(() -> new Response.SeeOther(exchange.caller() == null ? "/sign-in" : to));
  }

  public Response answer(Request exchange) {
    Form form = exchange.form();
    String to = ReturnAddress.returnable(form.given("to").orElse(null));
    Optional<Token> pending = cookies.pending(exchange.request());
    if (pending.isEmpty()) {
      return expired(exchange);
    }
    SecondFactorSteps.SecondFactorResult result =
        people
            .steps()
            .attempt(
                new SecondFactorSteps.SecondFactorAttempt(
                    pending.get(),
                    form.value("code"),
                    cookies.device(exchange.request()).orElse(null),
                    SignInController.place(exchange)));
    return answer(exchange, result, to);
  }

  Response answer(Request exchange, SecondFactorSteps.SecondFactorResult result, String to) {
    return switch (result) {
      case SecondFactorSteps.SecondFactorResult.SecondFactorAccepted(var welcome, var left) ->
          signIn.signIn(
              exchange,
              welcome,
              left.map(number -> SecondFactorController.PATH + "?left=" + number).orElse(to));
      case SecondFactorSteps.SecondFactorResult.SignInExpired() -> expired(exchange);
      case SecondFactorSteps.SecondFactorResult.WrongCode() ->
          refuse(
              exchange,
              Problem.invalid(
                  "This code is wrong, or was used already. An app shows another one each 30 seconds."));
      case SecondFactorSteps.SecondFactorResult.TooManyCodes(Duration pause) ->
          refuse(exchange, SignInController.tooMany(pause));
    };
  }

  Optional<Account> account(Request exchange) {
    return cookies.pending(exchange.request()).flatMap(people.steps()::account);
  }

  Response refuse(Request exchange, Problem problem) {
    if (exchange.wants() == Request.Wants.JSON) {
      throw problem;
    }
    ResponseWriter.retryAfter(exchange, problem);
    SignInForm form = SignInForm.of(exchange.form(), problem.at("code-error")).code("");
    return show(
        exchange,
        problem.code().status(),
        form.email(account(exchange).map(Account::title).orElse("")));
  }

  Response expired(Request exchange) {
    cookies.forgetPending(exchange.request(), exchange.response());
    return exchange.caller() == null
        ? signIn.refuse(
            exchange,
            Problem.invalid(
                "It took too long, or was done already. Begin again with the password."))
        : new Response.SeeOther("/");
  }

  private Response show(Request exchange, int status, SignInForm form) {
    SecondStepOptions asked =
        account(exchange)
            .map(account -> asked(exchange, account))
            .orElse(SecondStepOptions.NOTHING);
    return signIn.show(
        exchange, status, form, entered -> TEMPLATES.entranceSecond(entered, asked, assets));
  }

  private SecondStepOptions asked(Request exchange, Account account) {
    SecondFactors.HeldFactors held = people.factors().of(account.id());
    RelyingParty here = RelyingParty.of(cookies.origin(exchange.request()));
    boolean passkey = !people.passkeys().of(account.id(), here.site()).isEmpty();
    return new SecondStepOptions(held.app(), passkey, held.passkeys() > 0 && !passkey);
  }
}
