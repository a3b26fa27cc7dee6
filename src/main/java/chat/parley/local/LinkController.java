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
  private final LinkRequired strangers;

  public LinkController(LinkCookie link, LinkRequired strangers) {
    this.link = link;
    this.strangers = strangers;
  }

  public Response open(Request exchange) {
    return link.open(exchange, exchange.part("secret"))
        ? new Response.SeeOther("/")
        : strangers.page(exchange, true);
  }
}
