package chat.parley.account;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// Who is here, for those who look after them.
public final class PeopleRoutes implements Routes {
  private final PeopleController people;
  private final SecondFactorRuleController rule;
  private final Reauthentication sure;

  PeopleRoutes(PeopleController people, SecondFactorRuleController rule, Reauthentication sure) {
    this.people = people;
    this.rule = rule;
    this.sure = sure;
  }

  @Override
  public void addTo(Router router) {
    router
        .get("/people", Permission.STAFF, people::list)
        .post("/people/invitations", Permission.STAFF, sure.require(people::invite))
        .post("/people/invitations/{invitation}/deletion", Permission.STAFF, people::withdraw)
        .post("/people/{person}/role", Permission.STAFF, sure.require(people::changeRole))
        .post("/people/{person}/sessions/deletion", Permission.STAFF, people::signOut)
        .post("/people/{person}/disabling", Permission.STAFF, people::disable)
        .post("/people/{person}/enabling", Permission.STAFF, people::enable)
        .post("/people/{person}/reset", Permission.STAFF, sure.require(people::reset))
        .post(
            "/people/{person}/second-factor/deletion",
            Permission.STAFF,
            sure.require(people::removeFactors))
        .post("/second-factor-rule", Permission.STAFF, sure.require(rule::decide));
  }
}
