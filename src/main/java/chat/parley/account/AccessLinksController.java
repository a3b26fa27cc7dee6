package chat.parley.account;

import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.page.FormMessage;
import chat.parley.problem.Problem;
import chat.parley.user.Role;

/// Inviting people, and links to a new password for those who have lost theirs.
final class AccessLinksController {
  private final AccessLinks links;
  private final PeoplePage page;

  AccessLinksController(AccessLinks links, PeoplePage page) {
    this.links = links;
    this.page = page;
  }

  Response invite(Request request) throws InterruptedException {
    return page.submit(
        request,
        form -> {
          Role role =
              Role.of(form.value("role"))
                  .orElseThrow(
                      () -> Problem.invalid("Choose what they will be.").at("invitation-error"));
          return page.show(
              request, 200, FormMessage.NONE, links.invite(request, role, form.value("email")));
        });
  }

  Response withdraw(Request request) {
    links.withdraw(request, request.part("invitation"));
    return new Response.SeeOther("/people");
  }

  Response reset(Request request) throws InterruptedException {
    return page.submit(
        request,
        _ ->
            page.show(
                request,
                200,
                FormMessage.NONE,
                links.reset(request, PeopleController.person(request))));
  }
}
