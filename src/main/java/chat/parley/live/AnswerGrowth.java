package chat.parley.live;

import chat.parley.http.ServerSentEvent;
import chat.parley.markdown.Growth;
import chat.parley.markdown.Patch;

/// What a reader gets of an answer, and where it stands then.
///
/// @param growth what it is made of
/// @param shows how long the source is that the page shows then, or 0 where more has to come
/// @param html the partials of `event`
public record AnswerGrowth(
    Growth growth, Position to, int shows, String html, ServerSentEvent event) {
  static AnswerGrowth of(Position from, Position to, Growth growth, int shows) {
    String html = partials(to.message(), growth);
    return new AnswerGrowth(growth, to, shows, html, ServerSentEvent.frame(from, to, shows, html));
  }

  private static String partials(int message, Growth growth) {
    StringBuilder html = new StringBuilder();
    Patch patch = growth.patch();
    switch (patch) {
      case null -> {}
      case Patch.Into(String container, String more) ->
          html.append(Partial.html("#" + container, "beforeend", more));
      case Patch.Replace(String container, String whole) ->
          html.append(Partial.html("#" + container, "outerHTML", whole));
    }
    if (!growth.blocks().isEmpty()) {
      html.append(Partial.html("#tail-" + message, "beforebegin", growth.blocks()));
    }
    return html.append(Partial.html("#tail-" + message, "innerMorph", growth.tail())).toString();
  }

  /// Whether the reader then has everything; else there is more to ask for from there.
  public boolean isLast() {
    return growth.isLast();
  }

  public String blocks() {
    return growth.blocks();
  }

  public String tail() {
    return growth.tail();
  }
}
