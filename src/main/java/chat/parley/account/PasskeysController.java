package chat.parley.account;

import chat.parley.account.Challenges.ChallengePurpose;
import chat.parley.account.passkey.Attestation;
import chat.parley.account.passkey.ExpectedOrigin;
import chat.parley.account.passkey.PublicKey;
import chat.parley.account.passkey.Verdict;
import chat.parley.account.passkey.WebAuthn;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import chat.parley.user.Token;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adding, renaming and removing one's passkeys.
public final class PasskeysController {
  private static final Logger log = LoggerFactory.getLogger(PasskeysController.class);

  private final AccountModule people;
  private final SecondFactorController pages;
  private final SignInCookies cookies;

  public PasskeysController(
      AccountModule people, SecondFactorController pages, SignInCookies cookies) {
    this.people = people;
    this.pages = pages;
    this.cookies = cookies;
  }

  public Response challenge(Request exchange) {
    return pages.change(
        exchange,
        () -> {
          Account me = exchange.person();
          RelyingParty here = here(exchange);
          Passkeys passkeys = people.passkeys();
          return new Response.JsonBody(
              200,
              PasskeyOptions.making(
                  here,
                  people.challenges().make(browser(exchange), ChallengePurpose.ADDING),
                  me,
                  passkeys.handle(me.id()),
                  passkeys.of(me.id(), here.site())));
        });
  }

  public Response add(Request exchange) {
    Form form = exchange.form();
    return pages.change(
        exchange,
        () -> {
          PublicKey key = made(exchange, form);
          var made =
              new Passkeys.NewPasskey(
                  key.id(),
                  here(exchange).site(),
                  key.publicKey(),
                  key.signCount(),
                  key.transports(),
                  key.portable(),
                  key.copied());
          var codes = people.factors().addPasskey(exchange.user(), form.value("name"), made);
          pages.sendMail(exchange, "A passkey was added to your account.");
          return pages.added(exchange, codes, "passkey");
        });
  }

  private PublicKey made(Request exchange, Form form) {
    Attestation creation =
        new Attestation(
            form.value("client-data"), form.value("attestation"), form.value("transports"));
    RelyingParty here = here(exchange);
    String challenge =
        WebAuthn.challenge(creation.clientData())
            .filter(
                one -> people.challenges().take(one, browser(exchange), ChallengePurpose.ADDING))
            .orElseThrow(
                () -> noGood("It took too long, or was begun in another browser. Try again."));
    ExpectedOrigin expected = new ExpectedOrigin(here.origin(), here.site(), challenge, false);
    return switch (WebAuthn.created(creation, expected)) {
      case Verdict.Sound(PublicKey key) -> key;
      case Verdict.Refused(String reason, var _) -> {
        log.warn("a new passkey was refused reason={} origin={}", reason, here.origin());
        throw noGood(
            "What the device has made could not be verified. If Parley is behind a proxy, it must know its address: --public-url.");
      }
    };
  }

  public Response rename(Request exchange) {
    return pages.change(
        exchange,
        () -> {
          people.passkeys().rename(exchange.user(), id(exchange), exchange.form().value("name"));
          return saved();
        });
  }

  public Response remove(Request exchange) {
    return pages.change(
        exchange,
        () -> {
          if (people.factors().removePasskey(exchange.user(), id(exchange))) {
            people.sessions().interruptWhoLacksFactor();
            pages.sendMail(exchange, "A passkey was removed from your account.");
          }
          return saved();
        });
  }

  private static Response saved() {
    return new Response.SeeOther(SecondFactorController.PATH + "?saved=passkey#passkeys");
  }

  private RelyingParty here(Request exchange) {
    RelyingParty here = RelyingParty.of(cookies.origin(exchange.request()));
    String trouble = here.trouble();
    if (trouble != null) {
      throw noGood(trouble);
    }
    return here;
  }

  /// The session: what was begun in one is not finished in another.
  private static Token browser(Request exchange) {
    return new Token(Reauthentication.session(exchange));
  }

  private static String id(Request exchange) {
    return exchange.path().getOrDefault("passkey", "");
  }

  private static Problem noGood(String sentence) {
    return Problem.invalid(sentence).at("passkey-error");
  }
}
