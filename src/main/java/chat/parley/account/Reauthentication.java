package chat.parley.account;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ResponseWriter;
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
import java.util.Optional;
import java.util.SortedMap;

/// Asks somebody who is signed in to show again who they are, before what could let others in or
/// keep them out: whoever only sits at their screen, or has got hold of a session, gets no further.
///
/// Whoever has signed in within the last minutes has just shown it.
public final class Reauthentication {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();
  private static final String PRESENT = "present";

  private final AccountModule people;
  private final Layout layout;
  private final SignInCookies cookies;

  public Reauthentication(AccountModule people, Layout layout, SignInCookies cookies) {
    this.people = people;
    this.layout = layout;
    this.cookies = cookies;
  }

  /// A page that goes on only when it is clear who asks.
  public Route.Endpoint require(Route.Endpoint page) {
    return exchange -> {
      Optional<Response> asked = askIfNeeded(exchange);
      return asked.isPresent() ? asked.get() : page.answer(exchange);
    };
  }

  /// What has to be answered first, if anything.
  private Optional<Response> askIfNeeded(Request exchange) {
    Account me = exchange.person();
    String session = session(exchange);
    Form form = exchange.form();
    boolean given = me.hasPassword() && form.given(PRESENT).isPresent();
    if (!given) {
      return people.sessions().isFresh(session)
          ? Optional.empty()
          : Optional.of(refuse(exchange, first(me)));
    }
    try {
      people.signIns().checkPassword(exchange.user(), form.value(PRESENT));
    } catch (Problem problem) {
      return Optional.of(refuse(exchange, problem));
    }
    people
        .sessions()
        .prove(me.id(), session)
        .ifPresent(token -> cookies.renew(exchange.request(), exchange.response(), token));
    return Optional.empty();
  }

  private static Problem first(Account me) {
    return new Problem(
            Code.FORBIDDEN,
            me.hasPassword()
                ? "Show first that it is you: send your present password with it, as “present”."
                : "Show first that it is you: sign in again.")
        .at(PRESENT + "-error");
  }

  private Response refuse(Request exchange, Problem problem) {
    if (exchange.wants() != Request.Wants.PAGE) {
      throw problem;
    }
    ResponseWriter.retryAfter(exchange, problem);
    Account me = exchange.person();
    SortedMap<String, String> sent = exchange.form().all();
    sent.remove(PRESENT);
    return new Response.Html(
        problem.code().status(),
        TEMPLATES.settingsConfirmation(
            layout.page(exchange, "Is it you? · Parley"),
            layout.assets(),
            new ReauthenticationView(
                exchange.request().getHttpURI().getCanonicalPath(),
                sent,
                me.hasPassword(),
                options(me),
                ReturnAddress.local(exchange.header("Referer")),
                me.email(),
                problem.code() == Code.FORBIDDEN ? FormMessage.NONE : FormMessage.of(problem))));
  }

  private List<SignInOption> options(Account me) {
    List<String> issuers = people.identities().of(me.id()).stream().map(Identity::issuer).toList();
    return people.openId().all().stream()
        .filter(one -> issuers.contains(one.issuer()))
        .map(Reauthentication::option)
        .toList();
  }

  private static SignInOption option(Registration one) {
    return new SignInOption(one.title(), one.name(), "/settings/confirmation/" + one.name());
  }

  public static String session(Request exchange) {
    CurrentUser caller = exchange.caller();
    String session = caller == null ? null : caller.session();
    return session == null ? "" : session;
  }
}
