package chat.parley.account;

import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.account.mail.Mailer;
import chat.parley.http.Request;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import chat.parley.user.Token;
import java.util.List;
import java.util.Optional;

/// Makes links to hand on to others. A link is shown once: Parley keeps only its hash.
final class AccessLinks {
  private final OneTimeLinks links;
  private final Accounts accounts;
  private final Optional<Mailer> mailer;
  private final SignInCookies cookies;

  AccessLinks(
      OneTimeLinks links, Accounts accounts, Optional<Mailer> mailer, SignInCookies cookies) {
    this.links = links;
    this.accounts = accounts;
    this.mailer = mailer;
    this.cookies = cookies;
  }

  /// Whether invitations are sent.
  boolean mails() {
    return mailer.isPresent();
  }

  /// Those that nobody has used yet.
  List<OneTimeLink> invitations() {
    return links.invitations();
  }

  void withdraw(Request request, String invitation) {
    links.withdraw(request.user(), invitation);
  }

  /// @param email whom, or empty
  NewLink invite(Request request, Role role, String email) {
    Token token = links.invite(request.user(), role, email);
    String url = cookies.origin(request.request()) + "/invitation/" + token.value();
    return new NewLink(
        url,
        sent(email.strip(), url) + " It is good for 7 days, works once, and is not shown again.");
  }

  /// What to do with an invitation, which is sent where that is possible.
  private String sent(String email, String url) {
    if (email.isEmpty() || mailer.isEmpty()) {
      return "Send this link to the one whom you invite.";
    }
    boolean taken =
        mailer
            .get()
            .send(
                new Mailer.MailMessage(
                    email,
                    "You are invited to Parley",
                    """
                    You are invited to Parley, a place to chat with AI models. Join here:

                    %s

                    The link is for you alone, good for 7 days, and works once.
                    """
                        .formatted(url)));
    return taken
        ? "This link was sent to " + email + "."
        : "This link could not be sent to "
            + email
            + ": the log says why. Hand it on in another way.";
  }

  NewLink reset(Request request, AccountId whose) {
    Token token = links.reset(request.user(), whose);
    return new NewLink(
        cookies.origin(request.request()) + "/reset/" + token.value(),
        "Hand this link to "
            + accounts.find(whose).map(Account::title).orElse("them")
            + ". It lets them choose a new password, is good for 24 hours, works once, and is not shown again.");
  }
}
