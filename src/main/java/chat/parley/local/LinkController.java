package chat.parley.local;

import chat.parley.http.Request;
import chat.parley.http.Response;

/// The secret link of local mode. Whoever opens it is let in from then on, and is sent on to an
/// address without the secret: what stands in an address gets into histories.
///
/// It is a `GET` that changes something, as a link has to be: whoever looks it up beforehand, as
/// browsers may, knows the secret already, and to be let in does nobody harm.
public final class LinkController {
  private final LinkCookie link;
  private final LinkRequired linkRequired;

  public LinkController(LinkCookie link, LinkRequired linkRequired) {
    this.link = link;
    this.linkRequired = linkRequired;
  }

  Response open(Request request) {
    return link.open(request, request.part("secret"))
        ? new Response.SeeOther("/")
        : linkRequired.page(request, true);
  }
}
