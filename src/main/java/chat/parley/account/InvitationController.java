package chat.parley.account;

import chat.parley.account.OneTimeLinks.LinkPurpose;
import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.user.Account;

/// Joining by an invitation.
final class InvitationController {
  private final OneTimeLinks links;
  private final LinkFinder finder;
  private final SessionStarter starter;
  private final SignInPages pages;

  InvitationController(
      OneTimeLinks links, LinkFinder finder, SessionStarter starter, SignInPages pages) {
    this.links = links;
    this.finder = finder;
    this.starter = starter;
    this.pages = pages;
  }

  Response page(Request request) {
    OneTimeLink link = finder.find(request, LinkPurpose.INVITATION);
    return pages.invitation(request, 200, LinkFinder.form(link), LinkFinder.token(request));
  }

  Response join(Request request) throws InterruptedException {
    finder.find(request, LinkPurpose.INVITATION);
    return request.submit(
        form -> {
          Account joined =
              links.join(
                  LinkFinder.token(request),
                  SetUpController.newAccount(request, form),
                  request.address());
          return starter.start(request, joined, "signed in", "/");
        },
        (form, problem) ->
            pages.invitation(
                request,
                problem.code().status(),
                SignInForm.of(form, problem),
                LinkFinder.token(request)));
  }
}
