package chat.parley.local;

import chat.parley.account.Strangers;
import chat.parley.chat.Stream;
import chat.parley.http.Assets;
import chat.parley.http.Exchange;
import chat.parley.http.Reply;
import chat.parley.http.Routes;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import java.util.Map;

/// What is said in local mode to those who are neither the user who runs Parley nor have its secret
/// link.
public final class WithoutLink implements Strangers {
  private static final String SENTENCE =
      "Parley runs in local mode, for the user who started it, and needs the secret link or token from everybody else: that user gets it with bin/parley link.";

  private final chat.parley.templates.StaticTemplates templates =
      new chat.parley.templates.StaticTemplates();
  private final Assets assets;

  public WithoutLink(Assets assets) {
    this.assets = assets;
  }

  @Override
  public Reply answer(Routes.Route route, Exchange exchange) {
    if (route.events()) {
      return new Reply.Events(Stream.SESSION_EXPIRED);
    }
    return switch (exchange.wants()) {
      case JSON, TEXT -> throw new Problem(Code.UNAUTHENTICATED, SENTENCE);
      // Loaded as a page of its own, where they are, it says what to do. The browser keeps what
      // they
      // have written.
      case FRAGMENT -> new Reply.Done(Map.of("HX-Redirect", Strangers.back(exchange)));
      case PAGE -> page(exchange, false);
    };
  }

  /// @param wrong whether they came with a link that is none, or not any more
  Reply page(Exchange exchange, boolean wrong) {
    boolean sent = exchange.request().getMethod().equals("POST");
    return new Reply.Html(401, templates.entranceLink(wrong, sent, assets));
  }
}
