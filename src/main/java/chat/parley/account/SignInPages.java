package chat.parley.account;

import chat.parley.Site;
import chat.parley.account.Accounts.Particulars;
import chat.parley.account.Links.Link;
import chat.parley.http.Assets;
import chat.parley.http.Cookies;
import chat.parley.http.Exchange;
import chat.parley.http.Form;
import chat.parley.http.Replies;
import chat.parley.http.Reply;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import gg.jte.models.runtime.JteModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/// The way in and out: signing in, setting up, joining, choosing a new password.
public final class SignInPages {
  private static final chat.parley.templates.StaticTemplates TEMPLATES =
      new chat.parley.templates.StaticTemplates();

  /// The place on the page that says that an account is deleted.
  private static final String DELETED = "account-deleted";

  /// Those that say that somebody is signed out, and from where they may go on.
  private static final String SIGNED_OUT = "signed-out";

  private static final String LEFT = "left";

  private final Site.People people;
  private final Cookies cookies;
  private final Assets assets;

  public SignInPages(Site.People people, Cookies cookies, Assets assets) {
    this.people = people;
    this.cookies = cookies;
    this.assets = assets;
  }

  public Reply page(Exchange exchange) {
    if (!people.accounts().isSetUp()) {
      return new Reply.SeeOther("/set-up");
    }
    String to = Strangers.returnable(exchange.query("to").orElse(null));
    EntranceForm form =
        exchange.query("account").filter("deleted"::equals).isPresent()
            ? EntranceForm.told(DELETED, "Your account and everything in it is deleted.")
            : afterSignOut(exchange);
    return exchange.caller() == null
        ? show(exchange, 200, form.to(to), signIn(exchange))
        : new Reply.SeeOther(to);
  }

  /// That somebody is signed out: here, and then at the provider too, from where they come back
  /// with what their browser has.
  private EntranceForm afterSignOut(Exchange exchange) {
    Optional<Token> going = cookies.goingOn(exchange.request());
    if (going.isEmpty()) {
      return EntranceForm.EMPTY;
    }
    if (exchange.query("state").filter(going.get().value()::equals).isPresent()) {
      cookies.goesOnNoMore(exchange.request(), exchange.response());
      return EntranceForm.told(SIGNED_OUT, "You are signed out here and at your provider.");
    }
    return exchange
        .query("left")
        .flatMap(people.openId()::find)
        .map(one -> EntranceForm.told(LEFT, one.name()))
        .orElse(EntranceForm.EMPTY);
  }

  public Reply enter(Exchange exchange) {
    Form form = exchange.form();
    String to = Strangers.returnable(form.given("to").orElse(null));
    SignIns.Result result =
        people
            .signIns()
            .attempt(
                new SignIns.Attempt(
                    form.value("email"),
                    form.value("password"),
                    cookies.device(exchange.request()).orElse(null),
                    place(exchange)));
    return switch (result) {
      case SignIns.Result.Welcome welcome -> enter(exchange, welcome, to);
      case SignIns.Result.Half(Token pending) -> {
        cookies.leaveProvider(exchange.request(), exchange.response());
        yield half(exchange, pending, to);
      }
      case SignIns.Result.Wrong() ->
          refuse(
              exchange, form, "password-error", "Nobody signs in with this address and password.");
      case SignIns.Result.Disabled() ->
          refuse(
              exchange,
              form,
              "password-error",
              "This account is disabled. Ask whoever runs this Parley.");
      case SignIns.Result.TooMany(Duration pause) -> {
        Problem problem = tooMany(pause);
        Replies.retryAfter(exchange, problem);
        yield show(
            exchange, 429, EntranceForm.of(form, problem.at("password-error")), signIn(exchange));
      }
    };
  }

  /// What is wrong with another way in than a password.
  Reply refuse(Exchange exchange, Problem problem) {
    if (exchange.wants() != Exchange.Wants.PAGE) {
      throw problem;
    }
    Replies.retryAfter(exchange, problem);
    return show(
        exchange,
        problem.code().status(),
        EntranceForm.EMPTY.wrong(problem.at("provider-error")),
        signIn(exchange));
  }

  /// Where a link to a new password is asked for.
  Reply forgotten(Exchange exchange, int status, EntranceForm form) {
    return show(exchange, status, form, entered -> TEMPLATES.entranceForgotten(entered, assets));
  }

  /// That it is on its way, if there is anybody.
  Reply sent(String email) {
    return new Reply.Html(200, TEMPLATES.entranceSent(EntranceForm.EMPTY.email(email), assets));
  }

  /// On the way to a provider.
  Reply onward(String title, String address) {
    return new Reply.Html(200, TEMPLATES.entranceOnward(title, address, assets));
  }

  private Reply refuse(Exchange exchange, Form form, String place, String sentence) {
    return show(
        exchange,
        422,
        EntranceForm.of(form, Problem.invalid(sentence).at(place)),
        signIn(exchange));
  }

  static Problem tooMany(Duration pause) {
    return SignIns.tooMany(pause);
  }

  /// On to the second factor.
  private Reply half(Exchange exchange, Token pending, String to) {
    cookies.holdBack(exchange.request(), exchange.response(), pending);
    return new Reply.SeeOther(
        to.equals("/") ? SecondStepPages.PATH : SecondStepPages.PATH + "?to=" + encoded(to));
  }

  /// Lets in somebody who has shown one factor: at once, where they have no second one.
  Reply admit(Exchange exchange, Account account, String action, String to) {
    return people
        .factors()
        .held()
        .holdBack(account, action)
        .map(pending -> half(exchange, pending, to))
        .orElseGet(() -> welcome(exchange, account, action, to));
  }

  /// Every way in ends here. Whoever was signed in with this browser is not any more: a session
  /// whose cookie is gone would be open for weeks without anybody who could end it.
  Reply enter(Exchange exchange, SignIns.Result.Welcome welcome, String to) {
    cookies
        .session(exchange.request())
        .ifPresent(former ->
            people
                .signIns()
                .leave(
                    former,
                    address(exchange),
                    "was signed out by signing in again with the same browser"));
    cookies.letGo(exchange.request(), exchange.response());
    cookies.signIn(exchange.request(), exchange.response(), welcome.session(), welcome.device());
    return new Reply.SeeOther(to);
  }

  /// Lets in somebody who has just shown otherwise who they are.
  private Reply welcome(Exchange exchange, Account account) {
    return welcome(exchange, account, "signed in", "/");
  }

  /// @param action how, in the past tense
  /// @param to where to go on
  Reply welcome(Exchange exchange, Account account, String action, String to) {
    return enter(
        exchange,
        people
            .signIns()
            .welcome(
                account, cookies.device(exchange.request()).orElse(null), place(exchange), action),
        to);
  }

  public Reply setUpPage(Exchange exchange) {
    return people.accounts().isSetUp()
        ? new Reply.SeeOther("/sign-in")
        : show(
            exchange, 200, EntranceForm.EMPTY.code(exchange.query("code").orElse("")), this::setUp);
  }

  public Reply setUp(Exchange exchange) {
    Form form = exchange.form();
    return checkedCode(
        exchange,
        form,
        () ->
            welcome(
                exchange, people.accounts().setUp(particulars(exchange, form), address(exchange))));
  }

  /// Goes on only where the set-up code is right.
  Reply checkedCode(Exchange exchange, Form form, Supplier<Reply> work) {
    return attempt(
        exchange,
        form,
        this::setUp,
        () -> {
          if (!people.setUpCode().isRight(form.value("code"))) {
            people
                .signIns()
                .guess(address(exchange))
                .ifPresent(pause -> {
                  throw tooMany(pause).at("code-error");
                });
            people.signIns().failed(address(exchange), "gave a wrong set-up code");
            throw Problem.invalid(
                    "This is not the code. The one that counts stands in the log of the last start.")
                .at("code-error");
          }
          return work.get();
        });
  }

  public Reply invitation(Exchange exchange) {
    Link link = link(exchange, Links.Kind.INVITATION);
    String email = link.email();
    return show(
        exchange,
        200,
        EntranceForm.EMPTY.email(email == null ? "" : email),
        form -> invited(form, token(exchange)));
  }

  public Reply join(Exchange exchange) {
    Form form = exchange.form();
    link(exchange, Links.Kind.INVITATION);
    return attempt(
        exchange,
        form,
        entered -> invited(entered, token(exchange)),
        () ->
            welcome(
                exchange,
                people
                    .links()
                    .join(token(exchange), particulars(exchange, form), address(exchange))));
  }

  public Reply reset(Exchange exchange) {
    Link link = link(exchange, Links.Kind.RESET);
    String email = link.email();
    return show(
        exchange,
        200,
        EntranceForm.EMPTY.email(email == null ? "" : email),
        form -> newPassword(form, link));
  }

  /// Whoever knew the old one is out.
  public Reply choosePassword(Exchange exchange) {
    Form form = exchange.form();
    Link link = link(exchange, Links.Kind.RESET);
    String email = link.email();
    return attempt(
        exchange,
        form,
        entered -> newPassword(entered.email(email == null ? "" : email), link),
        () -> {
          Account account =
              people
                  .links()
                  .choosePassword(
                      token(exchange),
                      form.value("password"),
                      exchange.origin().host(),
                      address(exchange));
          people.sessions().endAll(account.id(), null);
          return account.disabled()
              ? new Reply.SeeOther("/sign-in")
              : admit(exchange, account, "signed in with a new password", "/");
        });
  }

  private Link link(Exchange exchange, Links.Kind kind) {
    return people
        .links()
        .find(kind, token(exchange))
        .orElseThrow(() ->
            people
                .signIns()
                .guess(address(exchange))
                .map(SignInPages::tooMany)
                .orElseGet(() ->
                    Problem.notFound(
                        "This link has been used, or its time is over. Ask whoever sent it for a new one.")));
  }

  private static Token token(Exchange exchange) {
    return new Token(exchange.path().getOrDefault("token", ""));
  }

  private static Particulars particulars(Exchange exchange, Form form) {
    return new Particulars(
        form.value("name"), form.value("email"), form.value("password"), exchange.origin().host());
  }

  /// What is wrong stands at its field, and what was entered stays, but for the password.
  private Reply attempt(
      Exchange exchange, Form form, Function<EntranceForm, JteModel> page, Supplier<Reply> work) {
    try {
      return work.get();
    } catch (Problem problem) {
      if (problem.place() == null || exchange.wants() == Exchange.Wants.JSON) {
        throw problem;
      }
      Replies.retryAfter(exchange, problem);
      return show(exchange, problem.code().status(), EntranceForm.of(form, problem), page);
    }
  }

  Reply show(
      Exchange exchange, int status, EntranceForm entered, Function<EntranceForm, JteModel> page) {
    boolean readable = !cookies.isSecure(exchange.request()) && !isLocal(exchange);
    return new Reply.Html(status, page.apply(entered.readable(readable)));
  }

  private static boolean isLocal(Exchange exchange) {
    return Optional.ofNullable(Request.getServerName(exchange.request()))
        .filter(
            name -> name.equals("localhost") || name.equals("127.0.0.1") || name.contains("::1"))
        .isPresent();
  }

  private Function<EntranceForm, JteModel> signIn(Exchange exchange) {
    boolean passkeys = RelyingParty.of(cookies.origin(exchange.request())).isPossible();
    return form ->
        TEMPLATES.entranceSignIn(
            form,
            doors("?to=" + encoded(form.to())),
            passkeys,
            people.mailer().isPresent(),
            assets);
  }

  private JteModel setUp(EntranceForm form) {
    return TEMPLATES.entranceSetUp(form, doors(""), assets);
  }

  private JteModel invited(EntranceForm form, Token token) {
    return TEMPLATES.entranceInvitation(
        form, doors("?invitation=" + encoded(token.value())), assets);
  }

  private List<Door> doors(String query) {
    return people.openId().all().stream()
        .map(one -> new Door(one.title(), one.name(), "/sign-in/" + one.name() + query))
        .toList();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// Says what else lets somebody in at present, and will not any more.
  private JteModel newPassword(EntranceForm form, Link link) {
    AccountId account = link.account();
    List<String> ways =
        account == null
            ? List.of()
            : people.identities().of(account).stream()
                .map(one -> Ways.title(one.issuer(), people.openId()))
                .distinct()
                .toList();
    return TEMPLATES.entranceReset(form, ways, assets);
  }

  public static String address(Exchange exchange) {
    return exchange.origin().clientAddress();
  }

  static Sessions.Place place(Exchange exchange) {
    return new Sessions.Place(Devices.title(exchange.header("User-Agent")), address(exchange));
  }
}
