package chat.parley.account;

import chat.parley.Site;
import chat.parley.account.SecondFactors.Held;
import chat.parley.http.Cookies;
import chat.parley.http.Exchange;
import chat.parley.http.Replies;
import chat.parley.http.Reply;
import chat.parley.page.Moments;
import chat.parley.page.Notice;
import chat.parley.page.Stage;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// By what somebody signs in beside their password. Whoever changes anything here has shown a
/// moment ago that it is them: a browser that was left open is not enough.
public final class FactorPages {
  static final String PATH = "/settings/second-factor";

  private static final chat.parley.templates.StaticTemplates TEMPLATES =
      new chat.parley.templates.StaticTemplates();

  private final Site.People people;
  private final Stage stage;
  private final Moments moments;
  private final Cookies cookies;
  private final FactorLetters letters;

  public FactorPages(
      Site.People people, Stage stage, Moments moments, Cookies cookies, FactorLetters letters) {
    this.people = people;
    this.stage = stage;
    this.moments = moments;
    this.cookies = cookies;
    this.letters = letters;
  }

  public Reply page(Exchange exchange) {
    Optional<Notice> left =
        exchange
            .query("left")
            .map(Exchange::number)
            .map(number ->
                new Notice(
                    "codes-saved",
                    String.format(
                        Locale.ENGLISH,
                        "You have signed in with a recovery code. %d are left.",
                        number)));
    Optional<Notice> saved =
        exchange.query("saved").map(what -> new Notice(what + "-saved", "Saved."));
    return show(exchange, 200, left.or(() -> saved).orElse(Notice.NONE), List.of());
  }

  /// The password once more.
  public Reply prove(Exchange exchange) {
    return attempt(
        exchange,
        () -> {
          Account me = exchange.person();
          people
              .signIns()
              .check(me, exchange.form().value("present"), SignInPages.address(exchange));
          people
              .sessions()
              .prove(me.id(), Confirmations.session(exchange))
              .ifPresent(token -> cookies.renew(exchange.request(), exchange.response(), token));
          return new Reply.SeeOther(PATH);
        });
  }

  public Reply prepareApp(Exchange exchange) {
    return change(
        exchange,
        () -> {
          people.factors().held().prepareApp(exchange.account());
          return new Reply.SeeOther(PATH + "#app");
        });
  }

  public Reply confirmApp(Exchange exchange) {
    return change(
        exchange,
        () -> {
          List<String> codes =
              people
                  .factors()
                  .held()
                  .confirmApp(
                      exchange.person(),
                      exchange.form().value("code"),
                      SignInPages.address(exchange));
          tell(exchange, "An app that shows codes was added to your account.");
          return added(exchange, codes, "app");
        });
  }

  /// The codes are shown this once; a reload asks whether to send the form again, and is refused.
  Reply added(Exchange exchange, List<String> codes, String what) {
    return codes.isEmpty()
        ? new Reply.SeeOther(PATH + "?saved=" + what + "#" + what)
        : show(exchange, 200, new Notice(what + "-saved", "Saved."), codes);
  }

  public Reply removeApp(Exchange exchange) {
    return change(
        exchange,
        () -> {
          people.factors().held().removeApp(exchange.person(), SignInPages.address(exchange));
          people.sessions().interruptWhoLacksFactor();
          tell(exchange, "The app that shows codes was removed from your account.");
          return new Reply.SeeOther(PATH + "?saved=app#app");
        });
  }

  public Reply renewCodes(Exchange exchange) {
    return change(
        exchange,
        () -> {
          List<String> codes =
              people.factors().held().renewCodes(exchange.person(), SignInPages.address(exchange));
          tell(exchange, "New recovery codes were made for your account; the old ones are void.");
          return show(exchange, 200, Notice.NONE, codes);
        });
  }

  void tell(Exchange exchange, String what) {
    letters.tell(exchange, exchange.person(), what);
  }

  interface Work {
    Reply done();
  }

  Reply change(Exchange exchange, Work work) {
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

  private Reply attempt(Exchange exchange, Work work) {
    try {
      return work.done();
    } catch (Problem problem) {
      if (exchange.wants() == Exchange.Wants.JSON || problem.place() == null) {
        throw problem;
      }
      Replies.retryAfter(exchange, problem);
      return show(exchange, problem.code().status(), Notice.of(problem), List.of());
    }
  }

  private Reply show(Exchange exchange, int status, Notice notice, List<String> codes) {
    Account me = exchange.person();
    Held held = people.factors().held().of(me.id());
    boolean proven = isProven(exchange);
    Optional<Totp> prepared =
        proven && !held.app() ? people.factors().held().preparedApp(me.id()) : Optional.empty();
    FactorsView view =
        new FactorsView(
            new FactorsView.Me(me.title(), me.hasPassword(), proven),
            new FactorsView.App(held.app(), prepared.map(totp -> secret(totp, me)).orElse(null)),
            passkeys(exchange, me),
            new FactorsView.Codes(held.any(), held.codes(), codes),
            notice);
    Caller caller = exchange.caller();
    boolean first = caller != null && caller.lacksFactor() && !held.any();
    return new Reply.Html(
        status,
        first
            // Without the sidebar: the chats come after it.
            ? TEMPLATES.entranceFactors(EntranceForm.EMPTY, stage.assets(), view)
            : TEMPLATES.settingsFactors(
                stage.shell(exchange, "Second factor · Parley"), stage.assets(), view));
  }

  private FactorsView.Passkeys passkeys(Exchange exchange, Account me) {
    RelyingParty here = RelyingParty.of(cookies.origin(exchange.request()));
    return new FactorsView.Passkeys(
        people.factors().passkeys().of(me.id()).stream()
            .map(one ->
                new FactorsView.Passkey(
                    one.id(),
                    one.name(),
                    moments.day(one.createdAt()),
                    moments.ago(one.usedAt()),
                    one.made().copied(),
                    one.made().site().equals(here.site()) ? null : one.made().site()))
            .toList(),
        Devices.title(exchange.header("User-Agent")),
        here.trouble());
  }

  private static FactorsView.Secret secret(Totp totp, Account me) {
    String address = totp.address(me.title());
    return new FactorsView.Secret(
        totp.secret().replaceAll("(.{4})(?=.)", "$1 "), address, QrSquare.of(address));
  }

  private boolean isProven(Exchange exchange) {
    return people.sessions().isFresh(Confirmations.session(exchange));
  }
}
