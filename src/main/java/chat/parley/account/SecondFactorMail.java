package chat.parley.account;

import chat.parley.account.mail.Mailer;
import chat.parley.http.Request;
import chat.parley.user.Account;
import java.util.Optional;

/// Tells people by mail that by what they sign in has changed: it may not have been them.
final class SecondFactorMail {
  private final Optional<Mailer> mailer;
  private final SignInCookies cookies;

  SecondFactorMail(Optional<Mailer> mailer, SignInCookies cookies) {
    this.mailer = mailer;
    this.cookies = cookies;
  }

  /// Nobody waits for it; where there is no mail server or no address, the log alone has it.
  void send(Request request, Account whom, String what) {
    String to = whom.email();
    if (to == null || mailer.isEmpty()) {
      return;
    }
    Mailer.MailMessage message =
        new Mailer.MailMessage(
            to,
            "By what you sign in to Parley has changed",
            """
            %s

            If it was not you, choose another password at once and look at %s%s
            """
                .formatted(what, cookies.origin(request.request()), SecondFactorController.PATH));
    Mailer sender = mailer.get();
    Thread.ofVirtual().name("factor-mail").start(() -> sender.send(message));
  }
}
