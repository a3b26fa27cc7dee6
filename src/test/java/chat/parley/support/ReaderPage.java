package chat.parley.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/// A chat page in a browser, without the browser: what it loaded, and what it was sent since,
/// applied the way htmx and our script do. For tests that compare what two readers end up with.
public final class ReaderPage {
  private @Nullable TestApp parley;
  private final String chat;
  private final Document document;
  private final List<String> dropped = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();
  private String position;
  private int shown;
  private String ended = "";

  private ReaderPage(@Nullable TestApp parley, String path, Document document) {
    this.parley = parley;
    this.document = document;
    this.chat = path.replaceFirst("[?#].*", "");
    this.position = document.select("#stream").attr("data-position");
  }

  /// Opens a chat's page.
  ///
  /// @param path of the chat, with a query if it is a branch
  public static ReaderPage load(TestApp parley, String path) {
    return new ReaderPage(parley, path, parley.page(path));
  }

  /// A page that was loaded otherwise, and is only fed.
  public static ReaderPage of(String html) {
    return new ReaderPage(null, "", Jsoup.parse(html));
  }

  /// Goes on with a Parley that was started where this page's was.
  public ReaderPage movedTo(TestApp again) {
    parley = again;
    return this;
  }

  /// Forgets what it holds, so that it is sent everything.
  public ReaderPage withoutPosition() {
    position = "";
    return this;
  }

  public Document document() {
    return document;
  }

  /// What the page holds.
  public String position() {
    return position;
  }

  /// The name of the event that ended it: `gone`, `session-expired`, or empty.
  public String ended() {
    return ended;
  }

  /// Frames that did not start where the page stood. A stream that starts at the page's position
  /// gives none.
  public List<String> dropped() {
    return List.copyOf(dropped);
  }

  /// Targets of partials that the page does not have.
  public List<String> lost() {
    return List.copyOf(lost);
  }

  /// Opens the stream from where the page stands.
  public EventReader open() {
    return app().stream(chat, position);
  }

  /// Reads a stream until the page shows what a selector finds.
  public ReaderPage read(EventReader stream, String selector) throws InterruptedException {
    while (document.select(selector).isEmpty()) {
      EventReader.Event event = stream.next();
      if (event.equals(EventReader.END)) {
        throw new AssertionError(
            "The stream ended before the page showed " + selector + ":\n" + messages());
      }
      take(event);
    }
    return this;
  }

  /// The same, and where the stream ends opens another, as a browser does.
  public ReaderPage readOn(EventReader stream, String selector) throws InterruptedException {
    while (document.select(selector).isEmpty()) {
      EventReader.Event event = stream.next();
      if (event.equals(EventReader.END)) {
        return readUntil(selector);
      }
      take(event);
    }
    return this;
  }

  /// Opens the stream, reads until the page shows what a selector finds, and leaves.
  public ReaderPage readUntil(String selector) throws InterruptedException {
    try (EventReader stream = open()) {
      return read(stream, selector);
    }
  }

  /// Polls once.
  ///
  /// @return how many frames fitted
  public int poll() throws InterruptedException {
    int fitted = 0;
    for (EventReader.Event event : app().updates(chat, position)) {
      if (take(event) && event.isFrame()) {
        fitted++;
      }
    }
    return fitted;
  }

  /// Polls until the page shows what a selector finds.
  public ReaderPage pollUntil(String selector) throws InterruptedException {
    TestApp.await(
        "polling " + chat + " shows " + selector,
        () -> {
          try {
            poll();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return !document.select(selector).isEmpty();
        });
    return this;
  }

  /// Takes one event as the page would.
  ///
  /// @return false when it is a frame that does not fit
  public boolean take(EventReader.Event event) {
    if (!event.name().isEmpty()) {
      if (event.name().equals("gone") || event.name().equals("session-expired")) {
        ended = event.name();
      }
      return true;
    }
    String from = event.from();
    if (!from.isEmpty()) {
      if (!from.equals("*") && !from.equals(position)) {
        dropped.add(from + " at " + position);
        return false;
      }
      boolean same = !from.equals("*") && growing(event.id()).equals(growing(position));
      if (same && event.shows() > 0 && event.shows() < shown) {
        return true; // overtaken: it would take back what is shown
      }
      shown = event.shows() > 0 ? event.shows() : same ? shown : 0;
      position = event.id();
    }
    swap(event.data());
    return true;
  }

  /// The message and the epoch in a position.
  private static List<String> growing(String position) {
    return List.of(position.split("\\.", -1)).subList(2, 4);
  }

  /// The messages as they are shown, in a form that two pages can be compared in: without the ids
  /// that containers have while they are open, and without what passes.
  public String messages() {
    return canonical(document.expectFirst("#messages"));
  }

  /// The same of any element.
  public static String canonical(Element element) {
    Element shown = element.clone();
    shown.select("[id~=^m\\d+-o\\d+]").removeAttr("id");
    shown.select(".status").empty();
    List<Node> needless = new ArrayList<>();
    shown.traverse((node, _) -> {
      if (node instanceof Comment || (node instanceof TextNode text && isBetween(text))) {
        needless.add(node);
      }
    });
    needless.forEach(Node::remove);
    Document alone = new Document("");
    alone.outputSettings().prettyPrint(false);
    alone.appendChild(shown);
    return shown.outerHtml();
  }

  private static boolean isBetween(TextNode text) {
    Node parent = text.parent();
    return text.isBlank()
        && parent instanceof Element element
        && element.closest("pre, textarea, code") == null;
  }

  private TestApp app() {
    return Objects.requireNonNull(parley, "This page is only fed");
  }

  /// As htmx reads a response: its own elements as templates, each with a target.
  private void swap(String data) {
    String html =
        data.replaceAll("<hx-partial(\\s|>)", "<template hx$1")
            .replaceAll("</hx-partial>", "</template>");
    Element body = Jsoup.parseBodyFragment(html).body();
    for (Element part : body.children()) {
      if (part.normalName().equals("title")) {
        document.title(part.text());
      } else if (part.normalName().equals("template") && part.hasAttr("hx")) {
        swap(part);
      } else {
        throw new AssertionError("A frame has something outside of its partials: " + part);
      }
    }
  }

  private void swap(Element partial) {
    Element target = document.selectFirst(partial.attr("hx-target"));
    if (target == null) {
      lost.add(partial.attr("hx-target"));
      return;
    }
    List<Node> fresh = new ArrayList<>(partial.childNodes());
    switch (partial.attr("hx-swap")) {
      case "innerHTML", "innerMorph" -> target.empty().appendChildren(fresh);
      case "beforeend" -> target.appendChildren(fresh);
      case "beforebegin" -> before(target, fresh);
      case "outerHTML" -> replace(target, fresh);
      case "outerMorph" -> {
        keepChildren(target, fresh);
        replace(target, fresh);
      }
      case "textContent" -> target.text(partial.text());
      case "delete" -> target.remove();
      default -> throw new AssertionError("A swap that htmx does not know: " + partial);
    }
  }

  private static void before(Element target, List<Node> fresh) {
    fresh.forEach(target::before);
  }

  private static void replace(Element target, List<Node> fresh) {
    before(target, fresh);
    target.remove();
  }

  /// Morphing leaves alone what is inside the elements that say so.
  private static void keepChildren(Element target, List<Node> fresh) {
    for (Element kept : target.select("[hx-morph-skip-children]")) {
      for (Node node : fresh) {
        Element twin = node instanceof Element element ? element.getElementById(kept.id()) : null;
        if (twin != null) {
          twin.empty().appendChildren(new ArrayList<>(kept.childNodes()));
        }
      }
    }
  }

  /// Where two pages of the same chat differ; empty when they show the same.
  public static String difference(ReaderPage one, ReaderPage other) {
    String first = one.messages();
    String second = other.messages();
    if (first.equals(second)) {
      return "";
    }
    int at = 0;
    while (at < Math.min(first.length(), second.length())
        && first.charAt(at) == second.charAt(at)) {
      at++;
    }
    return Map.of("one", around(first, at), "other", around(second, at)).toString();
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 120));
  }
}
