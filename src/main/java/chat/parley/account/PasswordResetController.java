package chat.parley.account;

import chat.parley.account.PasswordResets.ResetRequest;
import chat.parley.account.mail.Mailer;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Token;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// A link to a new password by mail, where there is a mail server.
final class PasswordResetController {
  /// Requests that are worked on or wait for it.
  private static final int MOST = 200;

  private final PasswordResets resets;
  private final Optional<Mailer> mailer;
  private final SignInCookies cookies;
  private final SignInPages pages;
  private final Semaphore room = new Semaphore(MOST);

  PasswordResetController(
      PasswordResets resets, Optional<Mailer> mailer, SignInCookies cookies, SignInPages pages) {
    this.resets = resets;
    this.mailer = mailer;
    this.cookies = cookies;
    this.pages = pages;
  }

  Response page(Request request) {
    mailer();
    return pages.forgotten(request, 200, SignInForm.EMPTY);
  }

  /// Says the same, and as fast, whether there is an account or not: what there is to do is done
  /// later.
  Response request(Request request) throws InterruptedException {
    Mailer mailer = mailer();
    return request.submit(
        form -> {
          ResetRequest wanted = new ResetRequest(form.value("email"), request.address());
          resets
              .count(wanted)
              .ifPresent(pause -> {
                throw SignIns.tooMany(pause).at("email-error");
              });
          if (!room.tryAcquire()) {
            throw new Problem(
                    Code.UNAVAILABLE, "Too many letters are on their way. Try again later.")
                .at("email-error");
          }
          send(mailer, wanted, cookies.origin(request.request()));
          return pages.resetSent(wanted.email());
        },
        (form, problem) ->
            pages.forgotten(request, problem.code().status(), SignInForm.of(form, problem)));
  }

  private void send(Mailer mailer, ResetRequest wanted, String origin) {
    Thread.ofVirtual()
        .name("forgotten")
        .start(() -> {
          try {
            resets
                .create(wanted)
                .ifPresent(token -> mailer.send(mail(wanted.email(), origin, token)));
          } finally {
            room.release();
          }
        });
  }

  private static Mailer.MailMessage mail(String email, String origin, Token token) {
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
    return mailer.orElseThrow(
        () -> Problem.notFound("This Parley sends no mail. Ask whoever runs it."));
  }
}
