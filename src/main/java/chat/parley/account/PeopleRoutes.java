package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Who is here, for those who look after them.
final class PeopleRoutes implements Routes {
  private final PeopleController people;
  private final AccessLinksController links;
  private final StaffSecondFactorController factors;
  private final Reauthentication reauthentication;

  PeopleRoutes(
      PeopleController people,
      AccessLinksController links,
      StaffSecondFactorController factors,
      Reauthentication reauthentication) {
    this.people = people;
    this.links = links;
    this.factors = factors;
    this.reauthentication = reauthentication;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/people", Permission.STAFF, people::list)
        .post("/people/invitations", Permission.STAFF, reauthentication.require(links::invite))
        .post("/people/invitations/{invitation}/deletion", Permission.STAFF, links::withdraw)
        .post(
            "/people/{person}/role", Permission.STAFF, reauthentication.require(people::changeRole))
        .post("/people/{person}/sessions/deletion", Permission.STAFF, people::signOut)
        .post("/people/{person}/disabling", Permission.STAFF, people::disable)
        .post("/people/{person}/enabling", Permission.STAFF, people::enable)
        .post("/people/{person}/reset", Permission.STAFF, reauthentication.require(links::reset))
        .post(
            "/people/{person}/second-factor/deletion",
            Permission.STAFF,
            reauthentication.require(factors::remove))
        .post("/second-factor-rule", Permission.STAFF, reauthentication.require(factors::require));
  }
}
