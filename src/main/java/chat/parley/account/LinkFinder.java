package chat.parley.account;

import chat.parley.account.OneTimeLinks.LinkPurpose;
import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.http.Request;
import chat.parley.problem.Problem;
import chat.parley.user.Token;

/// Finds the link by which a request comes, and slows down those who guess at one.
final class LinkFinder {
  private final OneTimeLinks links;
  private final SignIns signIns;

  LinkFinder(OneTimeLinks links, SignIns signIns) {
    this.links = links;
    this.signIns = signIns;
  }

  OneTimeLink find(Request request, LinkPurpose purpose) {
    return links
        .find(purpose, token(request))
        .orElseThrow(() ->
            signIns
                .countGuess(request.address())
                .map(SignIns::tooMany)
                .orElseGet(() ->
                    Problem.notFound(
                        "This link has been used, or its time is over. Ask whoever sent it for a new one.")));
  }

  static Token token(Request request) {
    return new Token(request.part("token"));
  }

  /// Filled in with whom the link is for, where that is known.
  static SignInForm form(OneTimeLink link) {
    String email = link.email();
    return SignInForm.EMPTY.email(email == null ? "" : email);
  }
}
