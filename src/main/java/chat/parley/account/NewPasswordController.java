package chat.parley.account;

import chat.parley.account.OneTimeLinks.LinkPurpose;
import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import java.util.List;

/// Choosing a new password by a link.
final class NewPasswordController {
  private final PasswordResets resets;
  private final LinkFinder finder;
  private final LinkedIdentities identities;
  private final SessionStarter starter;
  private final SignInPages pages;

  NewPasswordController(
      PasswordResets resets,
      LinkFinder finder,
      LinkedIdentities identities,
      SessionStarter starter,
      SignInPages pages) {
    this.resets = resets;
    this.finder = finder;
    this.identities = identities;
    this.starter = starter;
    this.pages = pages;
  }

  Response page(Request request) {
    OneTimeLink link = finder.find(request, LinkPurpose.RESET);
    return pages.newPassword(request, 200, LinkFinder.form(link), dropped(link));
  }

  /// Whoever knew the old one is out.
  Response choose(Request request) throws InterruptedException {
    OneTimeLink link = finder.find(request, LinkPurpose.RESET);
    return request.submit(
        form -> {
          Account account =
              resets.choose(
                  LinkFinder.token(request),
                  form.value("password"),
                  request.origin().host(),
                  request.address());
          return account.disabled()
              ? new Response.SeeOther("/sign-in")
              : starter.afterFirstFactor(request, account, "signed in with a new password", "/");
        },
        (_, problem) ->
            pages.newPassword(
                request,
                problem.code().status(),
                LinkFinder.form(link).wrong(problem),
                dropped(link)));
  }

  /// What else lets somebody in at present, and will not any more.
  private List<String> dropped(OneTimeLink link) {
    AccountId account = link.account();
    return account == null ? List.of() : identities.titles(account);
  }
}
