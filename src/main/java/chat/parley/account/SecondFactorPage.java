package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.page.Layout;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Account;
import java.util.List;
import java.util.Optional;

/// By what somebody signs in beside their password.
final class SecondFactorPage {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final SecondFactors factors;
  private final Reauthentication reauthentication;
  private final Layout layout;
  private final DateFormats dates;
  private final SignInCookies cookies;

  SecondFactorPage(
      SecondFactors factors,
      Reauthentication reauthentication,
      Layout layout,
      DateFormats dates,
      SignInCookies cookies) {
    this.factors = factors;
    this.reauthentication = reauthentication;
    this.layout = layout;
    this.dates = dates;
    this.cookies = cookies;
  }

  /// @param codes recovery codes that were made just now: they are shown this once
  Response show(Request request, int status, FormMessage notice, List<String> codes) {
    Account me = request.person();
    HeldFactors held = factors.of(me.id());
    boolean proven = reauthentication.isFresh(request);
    Optional<Totp> prepared =
        proven && !held.app() ? factors.preparedApp(me.id()) : Optional.empty();
    SecondFactorView view =
        new SecondFactorView(
            me,
            proven,
            held,
            prepared.map(totp -> AppSecret.of(totp, me)).orElse(null),
            passkeys(request, me),
            codes,
            notice,
            dates);
    boolean first = request.user().lacksFactor() && !held.any();
    return new Response.Html(
        status,
        first
            // Without the sidebar: the chats come after it.
            ? TEMPLATES.accountRequiredFactors(SignInForm.EMPTY, layout.assets(), view)
            : TEMPLATES.accountSecondFactors(
                layout.page(request, "Second factor · Parley"), layout.assets(), view));
  }

  private OwnPasskeys passkeys(Request request, Account me) {
    RelyingParty here = RelyingParty.of(cookies.origin(request.request()));
    return new OwnPasskeys(
        factors.passkeys(me.id()),
        UserAgent.name(request.header("User-Agent")),
        here.site(),
        here.trouble());
  }
}
