package chat.parley.account;

import chat.parley.account.PasswordResets.ResetRequest;
import chat.parley.account.mail.Mailer;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ResponseWriter;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Token;
import java.util.concurrent.Semaphore;

/// A way to a new password by mail, where there is a mail server.
public final class PasswordResetController {
  /// Wishes that are worked on or wait for it.
  private static final int MOST = 200;

  private final AccountModule people;
  private final SignInController signIn;
  private final SignInCookies cookies;
  private final Semaphore room = new Semaphore(MOST);

  public PasswordResetController(
      AccountModule people, SignInController signIn, SignInCookies cookies) {
    this.people = people;
    this.signIn = signIn;
    this.cookies = cookies;
  }

  public Response page(Request exchange) {
    mailer();
    return signIn.resetForm(exchange, 200, SignInForm.EMPTY);
  }

  /// Says the same, and as fast, whether there is an account or not: what there is to do is done
  /// later.
  public Response request(Request exchange) {
    Mailer mailer = mailer();
    Form form = exchange.form();
    ResetRequest wish;
    try {
      wish = new ResetRequest(form.value("email"), exchange.address());
      people
          .passwordResets()
          .count(wish)
          .ifPresent(pause -> {
            throw SignInController.tooMany(pause).at("email-error");
          });
      if (!room.tryAcquire()) {
        throw new Problem(Code.UNAVAILABLE, "Too many letters are on their way. Try again later.")
            .at("email-error");
      }
    } catch (Problem problem) {
      if (exchange.wants() == Request.Wants.JSON) {
        throw problem;
      }
      ResponseWriter.retryAfter(exchange, problem);
      return signIn.resetForm(exchange, problem.code().status(), SignInForm.of(form, problem));
    }
    String origin = cookies.origin(exchange.request());
    Thread.ofVirtual()
        .name("forgotten")
        .start(() -> {
          try {
            people
                .passwordResets()
                .create(wish)
                .ifPresent(token -> mailer.send(letter(wish.email(), origin, token)));
          } finally {
            room.release();
          }
        });
    return signIn.resetSent(wish.email());
  }

  private static Mailer.MailMessage letter(String email, String origin, Token token) {
    return new Mailer.MailMessage(
        email,
        "A new password for Parley",
        """
        Somebody, probably you, asked for a new password for Parley. Choose one here:

        %s/reset/%s

        The link is good for one hour and works once. If it was not you, do nothing: your password stays as it is.
        """
            .formatted(origin, token.value()));
  }

  private Mailer mailer() {
    return people
        .mailer()
        .orElseThrow(() -> Problem.notFound("This Parley sends no mail. Ask whoever runs it."));
  }
}
