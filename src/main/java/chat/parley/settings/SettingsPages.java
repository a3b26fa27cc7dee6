package chat.parley.settings;

import chat.parley.Site;
import chat.parley.account.Confirmations;
import chat.parley.account.Sessions;
import chat.parley.account.SignInPages;
import chat.parley.account.Ways;
import chat.parley.data.ErasurePages;
import chat.parley.http.Cookies;
import chat.parley.http.Exchange;
import chat.parley.http.Form;
import chat.parley.http.Replies;
import chat.parley.http.Reply;
import chat.parley.page.Moments;
import chat.parley.page.Notice;
import chat.parley.page.Stage;
import chat.parley.problem.Problem;
import chat.parley.user.Account;
import java.util.List;
import java.util.Optional;

/// What somebody decides for themselves.
public final class SettingsPages {
  private static final chat.parley.templates.StaticTemplates TEMPLATES =
      new chat.parley.templates.StaticTemplates();

  private final Optional<Site.People> people;
  private final Preferences preferences;
  private final Stage stage;
  private final Moments moments;
  private final Cookies cookies;

  /// @param people none in local mode, where nobody signs in
  public SettingsPages(
      Optional<Site.People> people,
      Preferences preferences,
      Stage stage,
      Moments moments,
      Cookies cookies) {
    this.people = people;
    this.preferences = preferences;
    this.stage = stage;
    this.moments = moments;
    this.cookies = cookies;
  }

  public Reply page(Exchange exchange) {
    return show(
        exchange,
        200,
        preferences.of(exchange.person()),
        exchange
            .query("saved")
            .map(what -> new Notice(what + "-saved", done(what)))
            .orElse(Notice.NONE));
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
  public Reply prefer(Exchange exchange) {
    Form form = exchange.form();
    try {
      preferences.keep(exchange.person(), form);
      return new Reply.SeeOther("/settings?saved=chats#chats");
    } catch (Problem problem) {
      return refused(exchange, problem, preferences.of(exchange.person(), form));
    }
  }

  public Reply rename(Exchange exchange) {
    return attempt(
        exchange,
        "name",
        people -> {
          people
              .accounts()
              .rename(
                  exchange.person(), exchange.form().value("name"), SignInPages.address(exchange));
        });
  }

  /// Whoever else knew the old password is out.
  public Reply changePassword(Exchange exchange) {
    Form form = exchange.form();
    return attempt(
        exchange,
        "password",
        people -> {
          Account me = exchange.person();
          String address = SignInPages.address(exchange);
          people.signIns().check(me, form.value("present"), address);
          people
              .accounts()
              .changePassword(me, form.value("password"), exchange.origin().host(), address);
          String own = Confirmations.session(exchange);
          people.sessions().endAll(me.id(), own);
          // Whoever has a copy of this browser's token is out as well.
          people
              .sessions()
              .prove(me.id(), own)
              .ifPresent(token -> cookies.renew(exchange.request(), exchange.response(), token));
        });
  }

  public Reply endSession(Exchange exchange) {
    return attempt(
        exchange,
        "sessions",
        people ->
            people
                .signIns()
                .endSession(
                    exchange.person(),
                    exchange.path().getOrDefault("session", ""),
                    SignInPages.address(exchange)));
  }

  /// All but the one that asks.
  public Reply endSessions(Exchange exchange) {
    return attempt(
        exchange,
        "sessions",
        people ->
            people
                .signIns()
                .endOthers(
                    exchange.person(),
                    Confirmations.session(exchange),
                    SignInPages.address(exchange)));
  }

  private interface Work {
    void on(Site.People people);
  }

  private Reply attempt(Exchange exchange, String what, Work work) {
    try {
      work.on(people.orElseThrow(() -> Problem.notFound("Nobody signs in in local mode.")));
      return new Reply.SeeOther("/settings?saved=" + what + "#" + what);
    } catch (Problem problem) {
      return refused(exchange, problem);
    }
  }

  /// What is wrong, at the field where it is wrong.
  public Reply refused(Exchange exchange, Problem problem) {
    if (exchange.wants() == Exchange.Wants.JSON) {
      throw problem;
    }
    return refused(exchange, problem, preferences.of(exchange.person()));
  }

  private Reply refused(Exchange exchange, Problem problem, SettingsView.Chats chats) {
    if (problem.place() == null) {
      throw problem;
    }
    Replies.retryAfter(exchange, problem);
    return show(exchange, problem.code().status(), chats, Notice.of(problem));
  }

  private Reply show(Exchange exchange, int status, SettingsView.Chats chats, Notice notice) {
    return new Reply.Html(
        status,
        TEMPLATES.settingsMe(
            stage.shell(exchange, "Settings · Parley"),
            stage.assets(),
            new SettingsView(
                me(exchange), chats, ErasurePages.leaves(people, exchange.person()), notice)));
  }

  private SettingsView.Me me(Exchange exchange) {
    Account me = exchange.person();
    List<SettingsView.Place> places =
        people.stream()
            .flatMap(one -> one.sessions().of(me.id()).stream())
            .map(listed -> place(listed, Confirmations.session(exchange)))
            .toList();
    List<SettingsView.Way> ways =
        people.map(one -> Ways.of(me, one.identities(), one.openId())).orElse(List.of());
    boolean secondFactor = people.map(one -> one.factors().held().of(me.id()).any()).orElse(false);
    return new SettingsView.Me(me.name(), me.email(), me.hasPassword(), secondFactor, places, ways);
  }

  private SettingsView.Place place(Sessions.Listed listed, String own) {
    return new SettingsView.Place(
        listed.id(),
        listed.device(),
        listed.address(),
        moments.ago(listed.usedAt()),
        moments.day(listed.createdAt()),
        listed.id().equals(own));
  }
}
