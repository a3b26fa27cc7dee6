package chat.parley.durability;

import chat.parley.support.EventReader;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.parser.Parser;

/// A reader's page: applies the frames that fit as a browser does, and drops the others.
final class Onlooker {
  private final Document page;
  private String position;
  private boolean gone;

  /// @param html a chat's page as it was loaded
  Onlooker(String html) {
    page = Jsoup.parse(html);
    page.outputSettings().prettyPrint(false);
    position = page.expectFirst("#stream").attr("data-position");
  }

  String position() {
    return position;
  }

  boolean isGone() {
    return gone;
  }

  /// Takes what came over a stream or from a poll.
  ///
  /// @return false when it does not fit: then the page asks again, from its position
  boolean take(EventReader.Event event) {
    if (event.name().equals("gone")) {
      gone = true;
    }
    if (!event.name().isEmpty()) {
      return true;
    }
    if (event.isFrame()) {
      if (!event.from().equals("*") && !event.from().equals(position)) {
        return false;
      }
      position = event.id();
    }
    swap(event.data(), event.isFrame());
    return true;
  }

  private void swap(String html, boolean mustFit) {
    Document parts = Jsoup.parse(html, Parser.htmlParser());
    Element title = parts.selectFirst("title");
    if (title != null) {
      page.title(title.text());
    }
    for (Element part : parts.select("hx-partial")) {
      Element target = page.selectFirst(part.attr("hx-target"));
      if (target != null) {
        swap(target, part);
      } else if (mustFit && part.attr("hx-target").matches("#(tail|body|message).*")) {
        throw new AssertionError("The page has no " + part.attr("hx-target") + ": " + html);
      }
    }
  }

  private static void swap(Element target, Element part) {
    List<Node> nodes = new ArrayList<>(part.childNodes());
    switch (part.attr("hx-swap")) {
      case "beforeend" -> target.appendChildren(nodes);
      case "innerHTML", "innerMorph" -> {
        target.empty();
        target.appendChildren(nodes);
      }
      case "beforebegin" -> nodes.forEach(target::before);
      case "outerHTML" -> {
        nodes.forEach(target::before);
        target.remove();
      }
      case "outerMorph" -> {
        keepBodies(target, part);
        new ArrayList<>(part.childNodes()).forEach(target::before);
        target.remove();
      }
      case "textContent" -> target.text(part.text());
      default -> throw new AssertionError("Not a swap of ours: " + part.attr("hx-swap"));
    }
  }

  /// What is marked so keeps its children.
  private static void keepBodies(Element old, Element fresh) {
    for (Element body : fresh.select("[hx-morph-skip-children]")) {
      Element present = old.selectFirst("#" + body.id());
      if (present != null) {
        body.empty();
        body.appendChildren(new ArrayList<>(present.childNodes()));
      }
    }
  }

  /// The text of an answer as it is shown now.
  String text(int message) {
    Element body = page.selectFirst("#body-" + message);
    return body == null ? "" : body.text();
  }

  /// The text of its closed blocks.
  String closedText(int message) {
    Element body = page.selectFirst("#body-" + message);
    if (body == null) {
      return "";
    }
    Element copy = body.clone();
    copy.select(".tail").remove();
    return copy.text();
  }

  String state(int message) {
    Element article = page.selectFirst("#message-" + message);
    return article == null ? "" : article.attr("data-state");
  }

  /// Everything that a person sees of the chat, in one form whether it has grown or was loaded.
  String shown() {
    Document copy = page.clone();
    StringBuilder shown = new StringBuilder(copy.title()).append('\n');
    shown.append(copy.select("#chat-title").text()).append('\n');
    shown.append("stop ").append(copy.select("#stop [name=message]").attr("value")).append('\n');
    shown.append("leaf ").append(copy.select("#branch").attr("value")).append('\n');
    for (Element article : copy.select("#messages > *")) {
      shown.append(article.id()).append(' ').append(article.attr("data-state")).append('\n');
      article.select(".tail").forEach(Element::unwrap);
      article.select("[data-counting]").remove();
      article.select("[id]").forEach(element -> element.removeAttr("id"));
      shown.append(article.html().replaceAll("\\s+", " ").replaceAll("> <", "><")).append('\n');
    }
    return shown.toString();
  }

  /// What someone saw of an answer.
  ///
  /// @param closed its closed blocks
  record Seen(String closed, String all) {}

  /// Loads a chat and reads its stream until it breaks.
  ///
  /// @return what was seen of message 2 last
  static Seen watchUntilTheEnd(Visitor visitor, String chat) throws InterruptedException {
    Onlooker onlooker;
    try {
      onlooker = new Onlooker(visitor.page(chat, "text/html"));
      try (EventReader stream = visitor.stream(chat, onlooker.position())) {
        for (EventReader.Event event = stream.next();
            !event.equals(EventReader.END);
            event = stream.next()) {
          if (!onlooker.take(event)) {
            throw new AssertionError("A stream has brought what does not fit: " + event);
          }
        }
      }
    } catch (Visitor.Died e) {
      return new Seen("", "");
    }
    return new Seen(onlooker.closedText(2), onlooker.text(2));
  }
}
