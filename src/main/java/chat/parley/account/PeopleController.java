package chat.parley.account;

import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.account.mail.Mailer;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.Role;
import chat.parley.user.Token;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who is here, for those who look after them: inviting, roles, new passwords, disabling.
///
/// What people write stands on none of these pages.
public final class PeopleController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final AccountModule people;
  private final Consumer<AccountId> disabled;
  private final Layout layout;
  private final DateFormats moments;
  private final SignInCookies cookies;
  private final SecondFactorMail letters;

  public PeopleController(
      AccountModule people,
      Consumer<AccountId> disabled,
      Layout layout,
      DateFormats moments,
      SignInCookies cookies) {
    this.letters = new SecondFactorMail(people, cookies);
    this.people = people;
    this.disabled = disabled;
    this.layout = layout;
    this.moments = moments;
    this.cookies = cookies;
  }

  public Response list(Request exchange) {
    return show(exchange, 200, null, null);
  }

  private static FormMessage notice(Request exchange, @Nullable Problem problem) {
    boolean signedOut = exchange.query("saved").filter("sessions"::equals).isPresent();
    return problem == null && signedOut
        ? new FormMessage("people-saved", "They are signed out everywhere.")
        : FormMessage.of(problem);
  }

  /// The link is shown once: Parley keeps only its hash.
  public Response invite(Request exchange) {
    Form form = exchange.form();
    return attempt(
        exchange,
        () -> {
          Role role =
              Role.of(form.value("role"))
                  .orElseThrow(
                      () -> Problem.invalid("Choose what they will be.").at("invitation-error"));
          Token token = people.links().invite(exchange.user(), role, form.value("email"));
          String url = address(exchange, "/invitation/" + token.value());
          String good = " It is good for 7 days, works once, and is not shown again.";
          return show(
              exchange,
              200,
              null,
              new PeopleView.NewLink(url, sent(form.value("email").strip(), url) + good));
        });
  }

  /// What to do with an invitation, which is sent where that is possible.
  private String sent(String email, String url) {
    if (email.isEmpty() || people.mailer().isEmpty()) {
      return "Send this link to the one whom you invite.";
    }
    boolean taken =
        people
            .mailer()
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

  public Response withdraw(Request exchange) {
    people.links().withdraw(exchange.user(), part(exchange, "invitation"));
    return new Response.SeeOther("/people");
  }

  public Response changeRole(Request exchange) {
    Form form = exchange.form();
    return attempt(
        exchange,
        () -> {
          Role role =
              Role.of(form.value("role"))
                  .filter(one -> one != Role.OWNER)
                  .orElseThrow(() -> Problem.invalid("There is no such role.").at("people-error"));
          people.accounts().changeRole(exchange.user(), id(exchange), role);
          people.sessions().interruptWhoLacksFactor();
          return new Response.SeeOther("/people");
        });
  }

  /// Ends what they have open at once; answers that are being written are stopped, and kept.
  public Response disable(Request exchange) {
    return attempt(
        exchange,
        () -> {
          AccountId id = id(exchange);
          people.accounts().disable(exchange.user(), id, true);
          people.sessions().endAll(id, null);
          disabled.accept(id);
          return new Response.SeeOther("/people");
        });
  }

  /// Ends every session that they have. They may sign in again.
  public Response signOut(Request exchange) {
    return attempt(
        exchange,
        () -> {
          AccountId id = id(exchange);
          people.accounts().signOut(exchange.user(), id);
          people.sessions().endAll(id, null);
          return new Response.SeeOther("/people?saved=sessions");
        });
  }

  public Response enable(Request exchange) {
    return attempt(
        exchange,
        () -> {
          people.accounts().disable(exchange.user(), id(exchange), false);
          return new Response.SeeOther("/people");
        });
  }

  public Response reset(Request exchange) {
    return attempt(
        exchange,
        () -> {
          AccountId id = id(exchange);
          Token token = people.links().reset(exchange.user(), id);
          String name = people.accounts().find(id).map(Account::title).orElse("them");
          return show(
              exchange,
              200,
              null,
              new PeopleView.NewLink(
                  address(exchange, "/reset/" + token.value()),
                  "Hand this link to "
                      + name
                      + ". It lets them choose a new password, is good for 24 hours, works once, and is not shown again."));
        });
  }

  /// For somebody who has lost it. Whoever found it is out too.
  public Response removeFactors(Request exchange) {
    return attempt(
        exchange,
        () -> {
          Account other = people.factors().removeAll(exchange.user(), id(exchange));
          people.sessions().endAll(other.id(), null);
          letters.send(
              exchange,
              other,
              "Your second factors were removed by " + exchange.person().name() + ".");
          return new Response.SeeOther("/people");
        });
  }

  interface Work {
    Response done();
  }

  Response attempt(Request exchange, Work work) {
    try {
      return work.done();
    } catch (Problem problem) {
      if (problem.place() == null) {
        throw problem;
      }
      return show(exchange, problem.code().status(), problem, null);
    }
  }

  private Response show(
      Request exchange,
      int status,
      @Nullable Problem problem,
      PeopleView.@Nullable NewLink newLink) {
    Account me = exchange.person();
    List<PeopleView.Person> list =
        people.accounts().all().stream()
            .map(account ->
                new PeopleView.Person(
                    account.id().value(),
                    account.name(),
                    account.email(),
                    account.role().word(),
                    account.disabled(),
                    moments.ago(account.seenAt()),
                    account.id().equals(me.id()),
                    !account.id().equals(me.id()) && me.role().looksAfter(account.role()),
                    people.factors().of(account.id()).any()))
            .toList();
    List<PeopleView.Invitation> invitations =
        people.links().invitations().stream().map(this::invitation).toList();
    PeopleView view =
        new PeopleView(
            list,
            invitations,
            me.role() == Role.OWNER,
            people.rule().requiredFor().value(),
            people.mailer().isPresent(),
            newLink,
            notice(exchange, problem));
    return new Response.Html(
        status,
        TEMPLATES.settingsPeople(layout.page(exchange, "People · Parley"), layout.assets(), view));
  }

  private PeopleView.Invitation invitation(OneTimeLink link) {
    return new PeopleView.Invitation(
        link.id(),
        Optional.ofNullable(link.email()).orElse("Anyone with the link"),
        link.role().word(),
        moments.day(link.expiresAt()));
  }

  private String address(Request exchange, String path) {
    return cookies.origin(exchange.request()) + path;
  }

  private static AccountId id(Request exchange) {
    return new AccountId(part(exchange, "person"));
  }

  private static String part(Request exchange, String name) {
    return exchange.path().getOrDefault(name, "");
  }
}
