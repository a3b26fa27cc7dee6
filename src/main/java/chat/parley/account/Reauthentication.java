package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.http.Route;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.CurrentUser;
import java.util.List;
import java.util.SortedMap;

/// Asks somebody who is signed in to show again who they are, before what could let others in or
/// keep them out: whoever only sits at their screen, or has got hold of a session, gets no further.
///
/// Whoever has signed in within the last minutes has just shown it.
final class Reauthentication {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();
  private static final String PRESENT = "present";
  private static final String PLACE = PRESENT + "-error";

  private final SignIns signIns;
  private final Sessions sessions;
  private final LinkedIdentities identities;
  private final Layout layout;
  private final SignInCookies cookies;

  Reauthentication(
      SignIns signIns,
      Sessions sessions,
      LinkedIdentities identities,
      Layout layout,
      SignInCookies cookies) {
    this.signIns = signIns;
    this.sessions = sessions;
    this.identities = identities;
    this.layout = layout;
    this.cookies = cookies;
  }

  /// Goes on only when it is clear who asks.
  Route.Endpoint require(Route.Endpoint endpoint) {
    return request ->
        request.submit(
            form -> {
              if (request.person().hasPassword() && form.given(PRESENT).isPresent()) {
                checkPassword(request);
              } else if (!isFresh(request)) {
                throw asked(request.person());
              }
              return endpoint.answer(request);
            },
            (form, problem) -> {
              if (!PLACE.equals(problem.place())) {
                throw problem;
              }
              return page(request, form.all(), problem);
            });
  }

  private static Problem asked(Account me) {
    return new Problem(
            Code.FORBIDDEN,
            me.hasPassword()
                ? "Show first that it is you: send your present password with it, as “present”."
                : "Show first that it is you: sign in again.")
        .at(PLACE);
  }

  /// Whether they have shown a moment ago who they are.
  boolean isFresh(Request request) {
    return sessions.isFresh(session(request));
  }

  /// Looks at the present password that was sent, and remembers that it was right.
  void checkPassword(Request request) {
    signIns.checkPassword(request.user(), request.form().value(PRESENT));
    prove(request);
  }

  /// They have shown who they are.
  void prove(Request request) {
    sessions
        .prove(request.account(), session(request))
        .ifPresent(token -> cookies.renew(request.request(), request.response(), token));
  }

  private Response page(Request request, SortedMap<String, String> sent, Problem problem) {
    Account me = request.person();
    sent.remove(PRESENT);
    return new Response.Html(
        problem.code().status(),
        TEMPLATES.accountReauthentication(
            layout.page(request, "Is it you? · Parley"),
            layout.assets(),
            new ReauthenticationView(
                request.request().getHttpURI().getCanonicalPath(),
                sent,
                me.hasPassword(),
                options(me),
                ReturnAddress.local(request.header("Referer")),
                me.email(),
                problem.code() == Code.FORBIDDEN ? FormMessage.NONE : FormMessage.of(problem))));
  }

  private List<SignInOption> options(Account me) {
    return identities.providers(me.id()).stream()
        .map(one ->
            new SignInOption(one.title(), one.name(), "/settings/confirmation/" + one.name()))
        .toList();
  }

  static String session(Request request) {
    CurrentUser user = request.caller();
    String session = user == null ? null : user.session();
    return session == null ? "" : session;
  }
}
