package chat.parley.settings;

import chat.parley.account.AccountModule;
import chat.parley.account.LinkedIdentities;
import chat.parley.account.Reauthentication;
import chat.parley.account.Sessions;
import chat.parley.account.SignInCookies;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ResponseWriter;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import java.util.List;

/// What somebody decides for themselves.
public final class SettingsController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final AccountModule people;
  private final ChatPreferences preferences;
  private final Layout layout;
  private final DateFormats moments;
  private final SignInCookies cookies;

  public SettingsController(
      AccountModule people,
      ChatPreferences preferences,
      Layout layout,
      DateFormats moments,
      SignInCookies cookies) {
    this.people = people;
    this.preferences = preferences;
    this.layout = layout;
    this.moments = moments;
    this.cookies = cookies;
  }

  public Response page(Request exchange) {
    return show(
        exchange,
        200,
        preferences.of(exchange.person()),
        exchange
            .query("saved")
            .map(what -> new FormMessage(what + "-saved", done(what)))
            .orElse(FormMessage.NONE));
  }

  private static String done(String what) {
    return switch (what) {
      case "chats-deletion" -> "All chats are deleted.";
      case "deletion" -> "Everything is deleted.";
      case "password" ->
          "Changed. You are signed out everywhere else, and links that you had made lead nowhere now.";
      default -> "Saved.";
    };
  }

  /// How chats begin.
  public Response prefer(Request exchange) {
    Form form = exchange.form();
    try {
      preferences.keep(exchange.person(), form);
      return new Response.SeeOther("/settings?saved=chats#chats");
    } catch (Problem problem) {
      return refused(exchange, problem, preferences.of(exchange.person(), form));
    }
  }

  public Response rename(Request exchange) {
    return attempt(
        exchange,
        "name",
        people -> {
          people.accounts().rename(exchange.user(), exchange.form().value("name"));
        });
  }

  /// Whoever else knew the old password is out.
  public Response changePassword(Request exchange) {
    Form form = exchange.form();
    return attempt(
        exchange,
        "password",
        people -> {
          Account me = exchange.person();
          people.signIns().checkPassword(exchange.user(), form.value("present"));
          people
              .accounts()
              .changePassword(exchange.user(), form.value("password"), exchange.origin().host());
          String own = Reauthentication.session(exchange);
          people.sessions().endAll(me.id(), own);
          // Whoever has a copy of this browser's token is out as well.
          people
              .sessions()
              .prove(me.id(), own)
              .ifPresent(token -> cookies.renew(exchange.request(), exchange.response(), token));
        });
  }

  public Response endSession(Request exchange) {
    return attempt(
        exchange,
        "sessions",
        people ->
            people
                .signIns()
                .endSession(exchange.user(), exchange.path().getOrDefault("session", "")));
  }

  /// All but the one that asks.
  public Response endSessions(Request exchange) {
    return attempt(exchange, "sessions", people -> people.signIns().endOthers(exchange.user()));
  }

  private interface Work {
    void on(AccountModule people);
  }

  private Response attempt(Request exchange, String what, Work work) {
    try {
      work.on(people);
      return new Response.SeeOther("/settings?saved=" + what + "#" + what);
    } catch (Problem problem) {
      return refused(exchange, problem);
    }
  }

  /// What is wrong, at the field where it is wrong.
  public Response refused(Request exchange, Problem problem) {
    if (exchange.wants() == Request.Wants.JSON) {
      throw problem;
    }
    return refused(exchange, problem, preferences.of(exchange.person()));
  }

  private Response refused(Request exchange, Problem problem, SettingsView.Chats chats) {
    if (problem.place() == null) {
      throw problem;
    }
    ResponseWriter.retryAfter(exchange, problem);
    return show(exchange, problem.code().status(), chats, FormMessage.of(problem));
  }

  private Response show(
      Request exchange, int status, SettingsView.Chats chats, FormMessage notice) {
    return new Response.Html(
        status,
        TEMPLATES.settingsMe(
            layout.page(exchange, "Settings · Parley"),
            layout.assets(),
            new SettingsView(me(exchange), chats, people.mayDelete(exchange.person()), notice)));
  }

  private SettingsView.Me me(Request exchange) {
    Account me = exchange.person();
    if (!people.required()) {
      return new SettingsView.Me(
          me.name(), me.email(), me.hasPassword(), false, List.of(), List.of());
    }
    List<SettingsView.Place> places =
        people.sessions().of(me.id()).stream()
            .map(listed -> place(listed, Reauthentication.session(exchange)))
            .toList();
    List<SettingsView.Way> ways = LinkedIdentities.of(me, people.identities(), people.openId());
    boolean secondFactor = people.factors().of(me.id()).any();
    return new SettingsView.Me(me.name(), me.email(), me.hasPassword(), secondFactor, places, ways);
  }

  private SettingsView.Place place(Sessions.OpenSession listed, String own) {
    return new SettingsView.Place(
        listed.id(),
        listed.device(),
        listed.address(),
        moments.ago(listed.usedAt()),
        moments.day(listed.createdAt()),
        listed.id().equals(own));
  }
}
