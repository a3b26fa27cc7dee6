package chat.parley.account;

import chat.parley.Site;
import chat.parley.account.Challenges.Purpose;
import chat.parley.account.passkey.Creation;
import chat.parley.account.passkey.Expected;
import chat.parley.account.passkey.Key;
import chat.parley.account.passkey.Verdict;
import chat.parley.account.passkey.WebAuthn;
import chat.parley.http.Cookies;
import chat.parley.http.Exchange;
import chat.parley.http.Form;
import chat.parley.http.Reply;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adding, renaming and removing one's passkeys.
public final class OwnPasskeys {
  private static final Logger log = LoggerFactory.getLogger(OwnPasskeys.class);

  private final Site.People people;
  private final FactorPages pages;
  private final Cookies cookies;

  public OwnPasskeys(Site.People people, FactorPages pages, Cookies cookies) {
    this.people = people;
    this.pages = pages;
    this.cookies = cookies;
  }

  public Reply challenge(Exchange exchange) {
    return pages.change(
        exchange,
        () -> {
          Account me = exchange.person();
          RelyingParty here = here(exchange);
          Passkeys passkeys = people.factors().passkeys();
          return new Reply.Json(
              200,
              PasskeyOptions.making(
                  here,
                  people.factors().challenges().make(browser(exchange), Purpose.ADDING),
                  me,
                  passkeys.handle(me.id()),
                  passkeys.of(me.id(), here.site())));
        });
  }

  public Reply add(Exchange exchange) {
    Form form = exchange.form();
    return pages.change(
        exchange,
        () -> {
          Key key = made(exchange, form);
          var made =
              new Passkeys.Made(
                  key.id(),
                  here(exchange).site(),
                  key.publicKey(),
                  key.signCount(),
                  key.transports(),
                  key.portable(),
                  key.copied());
          var codes =
              people
                  .factors()
                  .held()
                  .addPasskey(
                      exchange.person(), form.value("name"), made, SignInPages.address(exchange));
          pages.tell(exchange, "A passkey was added to your account.");
          return pages.added(exchange, codes, "passkey");
        });
  }

  private Key made(Exchange exchange, Form form) {
    Creation creation =
        new Creation(
            form.value("client-data"), form.value("attestation"), form.value("transports"));
    RelyingParty here = here(exchange);
    String challenge =
        WebAuthn.challenge(creation.clientData())
            .filter(
                one -> people.factors().challenges().take(one, browser(exchange), Purpose.ADDING))
            .orElseThrow(
                () -> noGood("It took too long, or was begun in another browser. Try again."));
    Expected expected = new Expected(here.origin(), here.site(), challenge, false);
    return switch (WebAuthn.created(creation, expected)) {
      case Verdict.Sound(Key key) -> key;
      case Verdict.Refused(String reason, var _) -> {
        log.warn("a new passkey was refused reason={} origin={}", reason, here.origin());
        throw noGood(
            "What the device has made could not be verified. If Parley is behind a proxy, it must know its address: --public-url.");
      }
    };
  }

  public Reply rename(Exchange exchange) {
    return pages.change(
        exchange,
        () -> {
          people
              .factors()
              .passkeys()
              .rename(exchange.person(), id(exchange), exchange.form().value("name"));
          return saved();
        });
  }

  public Reply remove(Exchange exchange) {
    return pages.change(
        exchange,
        () -> {
          if (people
              .factors()
              .held()
              .removePasskey(exchange.person(), id(exchange), SignInPages.address(exchange))) {
            people.sessions().interruptWhoLacksFactor();
            pages.tell(exchange, "A passkey was removed from your account.");
          }
          return saved();
        });
  }

  private static Reply saved() {
    return new Reply.SeeOther(FactorPages.PATH + "?saved=passkey#passkeys");
  }

  private RelyingParty here(Exchange exchange) {
    RelyingParty here = RelyingParty.of(cookies.origin(exchange.request()));
    String trouble = here.trouble();
    if (trouble != null) {
      throw noGood(trouble);
    }
    return here;
  }

  /// The session: what was begun in one is not finished in another.
  private static Token browser(Exchange exchange) {
    return new Token(Confirmations.session(exchange));
  }

  private static String id(Exchange exchange) {
    return exchange.path().getOrDefault("passkey", "");
  }

  private static Problem noGood(String sentence) {
    return Problem.invalid(sentence).at("passkey-error");
  }
}
