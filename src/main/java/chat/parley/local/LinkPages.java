package chat.parley.local;

import chat.parley.http.Exchange;
import chat.parley.http.Reply;

/// The secret link of local mode. Whoever opens it is let in from then on, and is sent on to an
/// address without the secret: what stands in an address gets into histories.
///
/// It is a `GET` that changes something, as a link has to be: whoever looks it up beforehand, as
/// browsers may, knows the secret already, and to be let in does nobody harm.
public final class LinkPages {
  private final LinkCookie link;
  private final WithoutLink strangers;

  public LinkPages(LinkCookie link, WithoutLink strangers) {
    this.link = link;
    this.strangers = strangers;
  }

  public Reply open(Exchange exchange) {
    return link.open(exchange, exchange.path().getOrDefault("secret", ""))
        ? new Reply.SeeOther("/")
        : strangers.page(exchange, true);
  }
}
