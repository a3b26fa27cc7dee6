package chat.parley.account;

import chat.parley.Site;
import chat.parley.account.Identities.Identity;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Cookies;
import chat.parley.http.Exchange;
import chat.parley.http.Form;
import chat.parley.http.Replies;
import chat.parley.http.Reply;
import chat.parley.http.Routes;
import chat.parley.page.Notice;
import chat.parley.page.Stage;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.user.Account;
import chat.parley.user.Caller;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Asks somebody who is signed in to show again who they are, before what could let others in or
/// keep them out: whoever only sits at their screen, or has got hold of a session, gets no further.
///
/// Whoever has signed in within the last minutes has just shown it.
public final class Confirmations {
  private static final chat.parley.templates.StaticTemplates TEMPLATES =
      new chat.parley.templates.StaticTemplates();
  private static final String PRESENT = "present";

  private final Site.People people;
  private final Stage stage;
  private final Cookies cookies;

  public Confirmations(Site.People people, Stage stage, Cookies cookies) {
    this.people = people;
    this.stage = stage;
    this.cookies = cookies;
  }

  /// A page that goes on only when it is clear who asks.
  public Routes.Page before(Routes.Page page) {
    return exchange -> {
      Optional<Reply> asked = ask(exchange);
      return asked.isPresent() ? asked.get() : page.answer(exchange);
    };
  }

  /// What has to be answered first, if anything.
  private Optional<Reply> ask(Exchange exchange) {
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
      people.signIns().check(me, form.value(PRESENT), SignInPages.address(exchange));
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

  private Reply refuse(Exchange exchange, Problem problem) {
    if (exchange.wants() != Exchange.Wants.PAGE) {
      throw problem;
    }
    Replies.retryAfter(exchange, problem);
    Account me = exchange.person();
    SortedMap<String, String> sent = exchange.form().all();
    sent.remove(PRESENT);
    return new Reply.Html(
        problem.code().status(),
        TEMPLATES.settingsConfirmation(
            stage.shell(exchange, "Is it you? · Parley"),
            stage.assets(),
            new ConfirmationView(
                exchange.request().getHttpURI().getCanonicalPath(),
                sent,
                me.hasPassword(),
                ways(me),
                Strangers.local(exchange.header("Referer")),
                me.email(),
                problem.code() == Code.FORBIDDEN ? Notice.NONE : Notice.of(problem))));
  }

  private List<Door> ways(Account me) {
    List<String> issuers = people.identities().of(me.id()).stream().map(Identity::issuer).toList();
    return people.openId().all().stream()
        .filter(one -> issuers.contains(one.issuer()))
        .map(Confirmations::door)
        .toList();
  }

  private static Door door(Registration one) {
    return new Door(one.title(), one.name(), "/settings/confirmation/" + one.name());
  }

  public static String session(Exchange exchange) {
    Caller caller = exchange.caller();
    String session = caller == null ? null : caller.session();
    return session == null ? "" : session;
  }
}
