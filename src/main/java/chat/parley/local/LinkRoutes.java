package chat.parley.local;

import chat.parley.http.Permission;
import chat.parley.http.Router;
import chat.parley.http.Routes;

/// The secret link.
public final class LinkRoutes implements Routes {
  private final LinkController link;

  public LinkRoutes(LinkController link) {
    this.link = link;
  }

  @Override
  public void addTo(Router router) {
    router.get(SecretLink.PATH + "{secret}", Permission.ANYONE, link::open);
  }
}
