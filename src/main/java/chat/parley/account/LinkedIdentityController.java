package chat.parley.account;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.PendingLogins.LoginPurpose;
import chat.parley.account.oidc.Registration;
import chat.parley.http.Request;
import chat.parley.http.Request.SubmittedForm;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import java.util.function.BiFunction;

/// By which providers one's own account is entered: adding one, removing one, and showing again who
/// one is.
final class LinkedIdentityController {
  private static final String SAVED = "/settings?saved=identities#identities";

  private final ExternalIdentities identities;
  private final ProviderLogins logins;
  private final Reauthentication reauthentication;
  private final BiFunction<Request, Problem, Response> settings;
  private final SignInPages pages;

  /// @param settings shows one's own settings, with what was refused there
  LinkedIdentityController(
      ExternalIdentities identities,
      ProviderLogins logins,
      Reauthentication reauthentication,
      BiFunction<Request, Problem, Response> settings,
      SignInPages pages) {
    this.identities = identities;
    this.logins = logins;
    this.reauthentication = reauthentication;
    this.settings = settings;
    this.pages = pages;
  }

  /// Leads somebody who is signed in to a provider that they sign in with, to show again who they
  /// are.
  Response reauthenticate(Request request) throws InterruptedException {
    return submit(
        request,
        form -> {
          String to = ReturnAddress.returnable(form.given("to").orElse(null));
          return logins.beginFromForm(
              request,
              logins.registration(request),
              new LoginPurpose.ToReauthenticate(
                  request.account(),
                  Reauthentication.session(request),
                  to.equals("/") ? "/settings" : to));
        });
  }

  /// Adds a provider to an account: what its owner has asked for on the settings page.
  Response link(Request request) throws InterruptedException {
    return submit(
        request,
        _ ->
            logins.beginFromForm(
                request, logins.registration(request), new LoginPurpose.ToLink(request.account())));
  }

  /// Takes one away.
  Response unlink(Request request) throws InterruptedException {
    return submit(
        request,
        form -> {
          identities.unlink(
              request.user(), new Identity(form.value("issuer"), form.value("subject")));
          return new Response.SeeOther(SAVED);
        });
  }

  /// Back from a provider that is to be added.
  Response linked(Request request, Identity identity, AccountId account) {
    CurrentUser user = request.caller();
    if (user == null || !user.id().equals(account)) {
      throw Problem.invalid("You were signed out in the meantime. Sign in, and try again.");
    }
    identities.link(user, identity);
    return new Response.SeeOther(SAVED);
  }

  /// Back from a provider to show who they are. Whoever is back is the one who left, in the same
  /// session, and not somebody else there.
  Response reauthenticated(
      Request request,
      Registration registration,
      Identity identity,
      LoginPurpose.ToReauthenticate wanted) {
    boolean same =
        wanted.session().equals(Reauthentication.session(request))
            && identities
                .find(identity)
                .filter(account -> account.id().equals(wanted.account()))
                .isPresent();
    if (!same) {
      throw Problem.invalid(
          "That is somebody else at %s. Nothing was changed.".formatted(registration.title()));
    }
    reauthentication.prove(request);
    return new Response.SeeOther(wanted.to());
  }

  /// What came of it is said in the settings, or on the page of signing in to who is out by now.
  Response refused(Request request, Problem problem) throws InterruptedException {
    return request.caller() == null
        ? pages.refused(request, problem)
        : submit(
            request,
            _ -> {
              throw problem;
            });
  }

  private Response submit(Request request, SubmittedForm action) throws InterruptedException {
    return request.submit(
        form -> {
          try {
            return action.carryOut(form);
          } catch (Problem problem) {
            throw problem.at("identities-error");
          }
        },
        (_, problem) -> settings.apply(request, problem));
  }
}
