package chat.parley.markdown;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// A reader's page: it joins at some moment, skips versions as it likes, and applies what it gets
/// the way the browser does.
final class Page {
  private GrowingMarkdown answer;
  private final Element body;
  private final Element tail;
  private int position;

  Page(GrowingMarkdown answer) {
    this.answer = answer;
    body = body(answer.closed());
    tail = body.appendElement("div").addClass("tail").html(answer.tail());
    position = answer.openFrom();
  }

  /// Another node has the same answer.
  void moveTo(GrowingMarkdown elsewhere) {
    answer = elsewhere;
  }

  /// Starts from nothing.
  static Page empty(GrowingMarkdown answer) {
    Page page = new Page(answer);
    while (!page.body.childNode(0).equals(page.tail)) {
      page.body.childNode(0).remove();
    }
    page.position = 0;
    return page;
  }

  void catchUp() {
    take(answer.since(position).orElseThrow());
  }

  /// One part of what is missing.
  ///
  /// @return what it was
  Growth catchUpBy(int bytes) {
    Growth growth = answer.since(position, bytes).orElseThrow();
    take(growth);
    return growth;
  }

  private void take(Growth growth) {
    if (growth.patch() != null) {
      patch(growth.patch());
    }
    tail.before(growth.blocks());
    tail.html(growth.tail());
    assertThat(growth.to()).isGreaterThanOrEqualTo(position);
    if (growth.patch() instanceof Patch.Into || !growth.blocks().isEmpty()) {
      assertThat(growth.to()).as("what is appended is appended once").isGreaterThan(position);
    }
    position = growth.to();
  }

  private void patch(Patch patch) {
    // Fails where the page does not have what the patch is for.
    Element container = body.expectFirst("#" + patch.containerId());
    switch (patch) {
      case Patch.Into(_, String html) -> container.append(html);
      case Patch.Replace(_, String html) -> {
        container.before(html);
        container.remove();
      }
    }
  }

  Element body() {
    return body;
  }

  /// What is shown, ids apart.
  String shown() {
    return withoutIds(body.html());
  }

  /// What is shown but for the tail, ids apart.
  String closed() {
    String all = shown();
    return all.substring(0, all.length() - tail.outerHtml().length());
  }

  static String canonical(String html) {
    return withoutIds(body(html).html());
  }

  static Element body(String html) {
    Document document = Jsoup.parseBodyFragment(html);
    document.outputSettings().prettyPrint(false);
    return document.body();
  }

  private static String withoutIds(String html) {
    return html.replaceAll(" id=\"m1-o\\d+t?\"", "");
  }
}
