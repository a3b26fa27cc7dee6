package chat.parley.settings;

import chat.parley.account.OwnAccount;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.CurrentUser;
import java.util.function.Function;

/// What somebody decides for themselves.
public final class SettingsController {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final Function<CurrentUser, OwnAccount> own;
  private final ChatPreferences preferences;
  private final Layout layout;
  private final DateFormats dates;

  /// @param own what they see of their account
  SettingsController(
      Function<CurrentUser, OwnAccount> own,
      ChatPreferences preferences,
      Layout layout,
      DateFormats dates) {
    this.own = own;
    this.preferences = preferences;
    this.layout = layout;
    this.dates = dates;
  }

  Response page(Request request) {
    FormMessage notice =
        request
            .query("saved")
            .map(what -> new FormMessage(what + "-saved", done(what)))
            .orElse(FormMessage.NONE);
    return show(request, 200, preferences.of(request.person()), notice);
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
  Response prefer(Request request) throws InterruptedException {
    return request.submit(
        form -> {
          preferences.keep(request.person(), form);
          return new Response.SeeOther("/settings?saved=chats#chats");
        },
        (form, problem) ->
            show(
                request,
                problem.code().status(),
                preferences.of(request.person(), form),
                FormMessage.of(problem)));
  }

  /// The page with what was refused of another form on it.
  public Response refused(Request request, Problem problem) {
    return show(
        request,
        problem.code().status(),
        preferences.of(request.person()),
        FormMessage.of(problem));
  }

  private Response show(Request request, int status, SettingsView.Chats chats, FormMessage notice) {
    return new Response.Html(
        status,
        TEMPLATES.settingsMe(
            layout.page(request, "Settings · Parley"),
            layout.assets(),
            new SettingsView(own.apply(request.user()), chats, notice, dates)));
  }
}
