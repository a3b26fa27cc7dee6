package chat.parley.durability;

import chat.parley.support.EventReader;
import chat.parley.support.ReaderPage;
import chat.parley.support.Visitor;
import org.jsoup.nodes.Element;

/// Someone who reads a chat's first answer until the stream breaks.
final class Onlooker {
  /// What was seen of an answer.
  ///
  /// @param closed its closed blocks
  record Seen(String closed, String all) {
    static final Seen NOTHING = new Seen("", "");
  }

  private Onlooker() {}

  static Seen watchUntilTheEnd(Visitor visitor, String chat) throws InterruptedException {
    ReaderPage page;
    try {
      page = visitor.load(chat);
      try (EventReader stream = visitor.stream(chat, page.position())) {
        for (EventReader.Event event = stream.next();
            !event.equals(EventReader.END);
            event = stream.next()) {
          if (!page.take(event)) {
            throw new AssertionError("A stream has brought what does not fit: " + event);
          }
        }
      }
    } catch (Visitor.Died e) {
      return Seen.NOTHING;
    }
    return new Seen(closedText(page), text(page));
  }

  static String text(ReaderPage page) {
    return page.document().select("#body-2").text();
  }

  private static String closedText(ReaderPage page) {
    Element body = page.document().expectFirst("#body-2").clone();
    body.select(".tail").remove();
    return body.text();
  }
}
