package chat.parley.account;

import chat.parley.account.oidc.OpenId;
import chat.parley.http.Assets;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.problem.Problem;
import chat.parley.templates.StaticTemplates;
import chat.parley.user.Token;
import gg.jte.models.runtime.JteModel;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The pages for those who are not signed in.
final class SignInPages {
  private static final StaticTemplates TEMPLATES = new StaticTemplates();

  private final OpenId openId;
  private final boolean mails;
  private final SignInCookies cookies;
  private final Assets assets;

  /// @param mails whether a link to a new password can be sent
  SignInPages(OpenId openId, boolean mails, SignInCookies cookies, Assets assets) {
    this.openId = openId;
    this.mails = mails;
    this.cookies = cookies;
    this.assets = assets;
  }

  Response signIn(Request request, int status, SignInForm entered) {
    boolean passkeys = RelyingParty.of(cookies.origin(request.request())).isPossible();
    return show(
        request,
        status,
        entered,
        form ->
            TEMPLATES.accountSignIn(
                form, options("?to=" + encoded(form.to())), passkeys, mails, assets));
  }

  /// What is wrong with signing in otherwise than by a password.
  Response refused(Request request, Problem problem) throws InterruptedException {
    return request.submit(
        _ -> {
          throw problem.at("provider-error");
        },
        (_, wrong) -> signIn(request, wrong.code().status(), SignInForm.EMPTY.wrong(wrong)));
  }

  Response setUp(Request request, int status, SignInForm entered) {
    return show(
        request, status, entered, form -> TEMPLATES.accountSetUp(form, options(""), assets));
  }

  Response invitation(Request request, int status, SignInForm entered, Token invitation) {
    return show(
        request,
        status,
        entered,
        form ->
            TEMPLATES.accountInvitation(
                form, options("?invitation=" + encoded(invitation.value())), assets));
  }

  Response secondStep(Request request, int status, SignInForm entered, SecondStepOptions options) {
    return show(
        request, status, entered, form -> TEMPLATES.accountSecondStep(form, options, assets));
  }

  /// Where a link to a new password is asked for.
  Response forgotten(Request request, int status, SignInForm entered) {
    return show(request, status, entered, form -> TEMPLATES.accountForgotten(form, assets));
  }

  /// That it is on its way, if there is anybody.
  Response resetSent(String email) {
    return new Response.Html(
        200, TEMPLATES.accountResetSent(SignInForm.EMPTY.email(email), assets));
  }

  /// @param dropped the providers that will not let anybody in any more
  Response newPassword(Request request, int status, SignInForm entered, List<String> dropped) {
    return show(
        request, status, entered, form -> TEMPLATES.accountNewPassword(form, dropped, assets));
  }

  /// On the way to a provider.
  Response redirecting(String title, String address) {
    return new Response.Html(200, TEMPLATES.accountRedirecting(title, address, assets));
  }

  private Response show(
      Request request, int status, SignInForm entered, Function<SignInForm, JteModel> page) {
    boolean readable = !cookies.isSecure(request.request()) && !isLocal(request);
    return new Response.Html(status, page.apply(entered.readable(readable)));
  }

  private static boolean isLocal(Request request) {
    return Optional.ofNullable(org.eclipse.jetty.server.Request.getServerName(request.request()))
        .filter(
            name -> name.equals("localhost") || name.equals("127.0.0.1") || name.contains("::1"))
        .isPresent();
  }

  private List<SignInOption> options(String query) {
    return openId.all().stream()
        .map(one -> new SignInOption(one.title(), one.name(), "/sign-in/" + one.name() + query))
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
