package chat.parley.account;

import chat.parley.account.PendingLogins.LoginPurpose;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Form;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.user.Token;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// To a provider, for those who are not signed in.
final class OidcController {
  /// What a browser brings back (RFC 6749 section 4.1.2, RFC 9207).
  private static final List<String> RETURNED =
      List.of("code", "state", "iss", "error", "error_description");

  private final Accounts accounts;
  private final ProviderLogins logins;
  private final SetUpController setUp;
  private final SignInPages pages;

  OidcController(
      Accounts accounts, ProviderLogins logins, SetUpController setUp, SignInPages pages) {
    this.accounts = accounts;
    this.logins = logins;
    this.setUp = setUp;
    this.pages = pages;
  }

  /// Leads to a provider.
  Response begin(Request request) throws InterruptedException {
    Registration registration = logins.registration(request);
    if (!accounts.isSetUp()) {
      return new Response.SeeOther("/set-up");
    }
    LoginPurpose purpose =
        request
            .query("invitation")
            .filter(one -> one.length() < 100)
            .<LoginPurpose>map(one -> new LoginPurpose.ToJoin(new Token(one)))
            .orElseGet(() ->
                new LoginPurpose.ToSignIn(
                    ReturnAddress.returnable(request.query("to").orElse(null))));
    try {
      return new Response.SeeOther(logins.begin(request, registration, purpose).toString());
    } catch (Problem problem) {
      return pages.refused(request, problem);
    }
  }

  /// Leads the owner to a provider, who has shown the set-up code.
  Response setUp(Request request) throws InterruptedException {
    Registration registration = logins.registration(request);
    return accounts.isSetUp()
        ? new Response.SeeOther("/sign-in")
        : setUp.withCode(
            request, _ -> logins.beginFromForm(request, registration, new LoginPurpose.ToSetUp()));
  }

  /// A provider's page has sent a form. The browser left its cookie of this sign-in behind, as it
  /// does with forms of other sites; it has it where it is sent from here.
  Response receiveForm(Request request) {
    Registration registration = logins.registration(request);
    Form form = request.form();
    StringBuilder query = new StringBuilder();
    for (String name : RETURNED) {
      form.given(name)
          .ifPresent(value ->
              query
                  .append(query.isEmpty() ? '?' : '&')
                  .append(name)
                  .append('=')
                  .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    }
    return new Response.SeeOther("/sign-in/" + registration.name() + "/return" + query);
  }
}
