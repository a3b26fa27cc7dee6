package chat.parley.account;

import chat.parley.Site;
import chat.parley.http.Assets;
import chat.parley.http.Cookies;
import chat.parley.http.Exchange;
import chat.parley.http.Form;
import chat.parley.http.Replies;
import chat.parley.http.Reply;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Optional;

/// The page between the password and the chats, for those who have a second factor.
public final class SecondStepPages {
  static final String PATH = "/second-factor";

  private static final chat.parley.templates.StaticTemplates TEMPLATES =
      new chat.parley.templates.StaticTemplates();

  private final Site.People people;
  private final SignInPages signIn;
  private final Cookies cookies;
  private final Assets assets;

  public SecondStepPages(Site.People people, SignInPages signIn, Cookies cookies, Assets assets) {
    this.people = people;
    this.signIn = signIn;
    this.cookies = cookies;
    this.assets = assets;
  }

  public Reply page(Exchange exchange) {
    String to = Strangers.returnable(exchange.query("to").orElse(null));
    return whose(exchange)
        .map(account -> show(exchange, 200, EntranceForm.EMPTY.to(to).email(account.title())))
        .orElseGet(() -> new Reply.SeeOther(exchange.caller() == null ? "/sign-in" : to));
  }

  public Reply enter(Exchange exchange) {
    Form form = exchange.form();
    String to = Strangers.returnable(form.given("to").orElse(null));
    Optional<Token> pending = cookies.pending(exchange.request());
    if (pending.isEmpty()) {
      return over(exchange);
    }
    SecondSteps.Result result =
        people
            .factors()
            .steps()
            .attempt(
                new SecondSteps.Attempt(
                    pending.get(),
                    form.value("code"),
                    cookies.device(exchange.request()).orElse(null),
                    SignInPages.place(exchange)));
    return answer(exchange, result, to);
  }

  Reply answer(Exchange exchange, SecondSteps.Result result, String to) {
    return switch (result) {
      case SecondSteps.Result.Done(var welcome, var left) ->
          signIn.enter(
              exchange,
              welcome,
              left.map(number -> FactorPages.PATH + "?left=" + number).orElse(to));
      case SecondSteps.Result.Over() -> over(exchange);
      case SecondSteps.Result.Wrong() ->
          refuse(
              exchange,
              Problem.invalid(
                  "This code is wrong, or was used already. An app shows another one each 30 seconds."));
      case SecondSteps.Result.TooMany(Duration pause) ->
          refuse(exchange, SignInPages.tooMany(pause));
    };
  }

  Optional<Account> whose(Exchange exchange) {
    return cookies.pending(exchange.request()).flatMap(people.factors().steps()::whose);
  }

  Reply refuse(Exchange exchange, Problem problem) {
    if (exchange.wants() == Exchange.Wants.JSON) {
      throw problem;
    }
    Replies.retryAfter(exchange, problem);
    EntranceForm form = EntranceForm.of(exchange.form(), problem.at("code-error")).code("");
    return show(
        exchange,
        problem.code().status(),
        form.email(whose(exchange).map(Account::title).orElse("")));
  }

  Reply over(Exchange exchange) {
    cookies.letGo(exchange.request(), exchange.response());
    return exchange.caller() == null
        ? signIn.refuse(
            exchange,
            Problem.invalid(
                "It took too long, or was done already. Begin again with the password."))
        : new Reply.SeeOther("/");
  }

  private Reply show(Exchange exchange, int status, EntranceForm form) {
    Asked asked = whose(exchange).map(account -> asked(exchange, account)).orElse(Asked.NOTHING);
    return signIn.show(
        exchange, status, form, entered -> TEMPLATES.entranceSecond(entered, asked, assets));
  }

  private Asked asked(Exchange exchange, Account account) {
    SecondFactors.Held held = people.factors().held().of(account.id());
    RelyingParty here = RelyingParty.of(cookies.origin(exchange.request()));
    boolean passkey = !people.factors().passkeys().of(account.id(), here.site()).isEmpty();
    return new Asked(held.app(), passkey, held.passkeys() > 0 && !passkey);
  }
}
