package chat.parley.account;

import chat.parley.account.SecondFactors.HeldFactors;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ResponseWriter;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.CurrentUser;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// By what somebody signs in beside their password. Whoever changes anything here has shown a
/// moment ago that it is them: a browser that was left open is not enough.
public final class SecondFactorController {
  static final String PATH = "/settings/second-factor";

  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final AccountModule people;
  private final Layout layout;
  private final DateFormats moments;
  private final SignInCookies cookies;
  private final SecondFactorMail letters;

  public SecondFactorController(
      AccountModule people,
      Layout layout,
      DateFormats moments,
      SignInCookies cookies,
      SecondFactorMail letters) {
    this.people = people;
    this.layout = layout;
    this.moments = moments;
    this.cookies = cookies;
    this.letters = letters;
  }

  public Response page(Request exchange) {
    Optional<FormMessage> left =
        exchange
            .query("left")
            .map(Request::number)
            .map(number ->
                new FormMessage(
                    "codes-saved",
                    String.format(
                        Locale.ENGLISH,
                        "You have signed in with a recovery code. %d are left.",
                        number)));
    Optional<FormMessage> saved =
        exchange.query("saved").map(what -> new FormMessage(what + "-saved", "Saved."));
    return show(exchange, 200, left.or(() -> saved).orElse(FormMessage.NONE), List.of());
  }

  /// The password once more.
  public Response reauthenticate(Request exchange) {
    return attempt(
        exchange,
        () -> {
          Account me = exchange.person();
          people.signIns().checkPassword(exchange.user(), exchange.form().value("present"));
          people
              .sessions()
              .prove(me.id(), Reauthentication.session(exchange))
              .ifPresent(token -> cookies.renew(exchange.request(), exchange.response(), token));
          return new Response.SeeOther(PATH);
        });
  }

  public Response prepareApp(Request exchange) {
    return change(
        exchange,
        () -> {
          people.factors().prepareApp(exchange.account());
          return new Response.SeeOther(PATH + "#app");
        });
  }

  public Response confirmApp(Request exchange) {
    return change(
        exchange,
        () -> {
          List<String> codes =
              people.factors().confirmApp(exchange.user(), exchange.form().value("code"));
          sendMail(exchange, "An app that shows codes was added to your account.");
          return added(exchange, codes, "app");
        });
  }

  /// The codes are shown this once; a reload asks whether to send the form again, and is refused.
  Response added(Request exchange, List<String> codes, String what) {
    return codes.isEmpty()
        ? new Response.SeeOther(PATH + "?saved=" + what + "#" + what)
        : show(exchange, 200, new FormMessage(what + "-saved", "Saved."), codes);
  }

  public Response removeApp(Request exchange) {
    return change(
        exchange,
        () -> {
          people.factors().removeApp(exchange.user());
          people.sessions().interruptWhoLacksFactor();
          sendMail(exchange, "The app that shows codes was removed from your account.");
          return new Response.SeeOther(PATH + "?saved=app#app");
        });
  }

  public Response renewCodes(Request exchange) {
    return change(
        exchange,
        () -> {
          List<String> codes = people.factors().renewCodes(exchange.user());

          sendMail(
              exchange, "New recovery codes were made for your account; the old ones are void.");
          return show(exchange, 200, FormMessage.NONE, codes);
        });
  }

  void sendMail(Request exchange, String what) {
    letters.send(exchange, exchange.person(), what);
  }

  interface Work {
    Response done();
  }

  Response change(Request exchange, Work work) {
    return attempt(
        exchange,
        () -> {
          if (!isProven(exchange)) {
            throw Problem.invalid("Show first that it is you: that was more than 5 minutes ago.")
                .at("present-error");
          }
          return work.done();
        });
  }

  private Response attempt(Request exchange, Work work) {
    try {
      return work.done();
    } catch (Problem problem) {
      if (exchange.wants() == Request.Wants.JSON || problem.place() == null) {
        throw problem;
      }
      ResponseWriter.retryAfter(exchange, problem);
      return show(exchange, problem.code().status(), FormMessage.of(problem), List.of());
    }
  }

  private Response show(Request exchange, int status, FormMessage notice, List<String> codes) {
    Account me = exchange.person();
    HeldFactors held = people.factors().of(me.id());
    boolean proven = isProven(exchange);
    Optional<Totp> prepared =
        proven && !held.app() ? people.factors().preparedApp(me.id()) : Optional.empty();
    SecondFactorView view =
        new SecondFactorView(
            new SecondFactorView.Me(me.title(), me.hasPassword(), proven),
            new SecondFactorView.App(
                held.app(), prepared.map(totp -> secret(totp, me)).orElse(null)),
            passkeys(exchange, me),
            new SecondFactorView.Codes(held.any(), held.codes(), codes),
            notice);
    CurrentUser caller = exchange.caller();
    boolean first = caller != null && caller.lacksFactor() && !held.any();
    return new Response.Html(
        status,
        first
            // Without the sidebar: the chats come after it.
            ? TEMPLATES.entranceFactors(SignInForm.EMPTY, layout.assets(), view)
            : TEMPLATES.settingsFactors(
                layout.page(exchange, "Second factor · Parley"), layout.assets(), view));
  }

  private SecondFactorView.Passkeys passkeys(Request exchange, Account me) {
    RelyingParty here = RelyingParty.of(cookies.origin(exchange.request()));
    return new SecondFactorView.Passkeys(
        people.passkeys().of(me.id()).stream()
            .map(one ->
                new SecondFactorView.Passkey(
                    one.id(),
                    one.name(),
                    moments.day(one.createdAt()),
                    moments.ago(one.usedAt()),
                    one.made().copied(),
                    one.made().site().equals(here.site()) ? null : one.made().site()))
            .toList(),
        UserAgent.name(exchange.header("User-Agent")),
        here.trouble());
  }

  private static SecondFactorView.Secret secret(Totp totp, Account me) {
    String address = totp.address(me.title());
    return new SecondFactorView.Secret(
        totp.secret().replaceAll("(.{4})(?=.)", "$1 "), address, QrCode.of(address));
  }

  private boolean isProven(Request exchange) {
    return people.sessions().isFresh(Reauthentication.session(exchange));
  }
}
