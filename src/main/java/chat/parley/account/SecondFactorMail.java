package chat.parley.account;

import chat.parley.account.mail.Mailer;
import chat.parley.http.Request;
import chat.parley.user.Account;

/// Tells people by mail that by what they sign in has changed: it may not have been them.
public final class SecondFactorMail {
  private final AccountModule people;
  private final SignInCookies cookies;

  public SecondFactorMail(AccountModule people, SignInCookies cookies) {
    this.people = people;
    this.cookies = cookies;
  }

  /// Nobody waits for it; where there is no mail server or no address, the log alone has it.
  void send(Request exchange, Account whom, String what) {
    String to = whom.email();
    if (to == null || people.mailer().isEmpty()) {
      return;
    }
    Mailer mailer = people.mailer().get();
    Mailer.MailMessage letter =
        new Mailer.MailMessage(
            to,
            "By what you sign in to Parley has changed",
            """
            %s

            If it was not you, choose another password at once and look at %s%s
            """
                .formatted(what, cookies.origin(exchange.request()), SecondFactorController.PATH));
    Thread.ofVirtual().name("factor-letter").start(() -> mailer.send(letter));
  }
}
