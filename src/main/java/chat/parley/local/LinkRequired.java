package chat.parley.local;

import chat.parley.http.Assets;
import chat.parley.http.Request;
import chat.parley.http.Response;
import chat.parley.http.ReturnAddress;
import chat.parley.http.Route;
import chat.parley.http.ServerSentEvent;
import chat.parley.problem.Problem;
import chat.parley.problem.Problem.Code;
import chat.parley.templates.StaticTemplates;
import java.util.Map;

/// What is said in local mode to those who are neither the user who runs Parley nor have its secret
/// link.
public final class LinkRequired {
  private static final String SENTENCE =
      "Parley runs in local mode, for the user who started it, and needs the secret link or token from everybody else: that user gets it with bin/parley link.";

  private final StaticTemplates templates = new StaticTemplates();
  private final Assets assets;

  public LinkRequired(Assets assets) {
    this.assets = assets;
  }

  Response answer(Route route, Request request) {
    if (route.events()) {
      return new Response.OneEvent(ServerSentEvent.SESSION_EXPIRED);
    }
    return switch (request.wants()) {
      case JSON, TEXT -> throw new Problem(Code.UNAUTHENTICATED, SENTENCE);
      // Loaded as a page of its own, where they are, it says what to do. The browser keeps what
      // they
      // have written.
      case FRAGMENT -> new Response.Empty(Map.of("HX-Redirect", ReturnAddress.back(request)));
      case PAGE -> page(request, false);
    };
  }

  /// @param wrong whether they came with a link that is none, or not any more
  Response page(Request request, boolean wrong) {
    boolean sent = request.request().getMethod().equals("POST");
    return new Response.Html(401, templates.localLink(wrong, sent, assets));
  }
}
