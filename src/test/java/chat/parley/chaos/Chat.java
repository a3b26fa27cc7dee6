package chat.parley.chaos;

import chat.parley.support.ReaderPage;
import chat.parley.support.Wanderer;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;

/// A chat that someone has open, in two windows: what the first of them shows is what they go by.
final class Chat {
  private final String address;
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile int expected;
  private volatile View view = View.NOTHING;
  private volatile List<Window> windows = List.of();

  /// A page and its reader.
  ///
  /// @param page as it is in the end
  record Window(Wanderer reader, Future<ReaderPage> page) {}

  /// What a page shows at its end.
  ///
  /// @param question the number of the last message of a person
  /// @param answer the number of the last answer; 0 where none is shown yet
  /// @param open whether any answer is not at its end
  /// @param empty whether the last answer has no text
  record View(int question, int answer, String state, boolean open, boolean empty) {
    static final View NOTHING = new View(0, 0, "", true, true);
  }

  Chat(String address) {
    this.address = address;
  }

  String address() {
    return address;
  }

  List<Window> windows() {
    return windows;
  }

  void open(List<Window> pages) {
    windows = pages;
  }

  View view() {
    return view;
  }

  boolean isLeft() {
    return left.get();
  }

  /// Nobody writes here any more.
  void leave() {
    left.set(true);
  }

  /// The first window goes to another branch.
  void goTo(String branch) {
    windows.getFirst().reader().goTo(branch);
  }

  /// A person waits until the page shows this answer.
  ///
  /// @param branch the address that leads to it
  void expect(String branch) {
    expected = Integer.parseInt(branch.replaceFirst(".*=", ""));
    view = View.NOTHING;
  }

  void look(ReaderPage page) {
    Elements answers = page.document().select("article[data-role=assistant]");
    Element question = page.document().select("article[data-role=user]").last();
    Element answer = answers.last();
    if (answer == null || question == null || number(answer) < expected) {
      view = View.NOTHING;
      return;
    }
    view =
        new View(
            number(question),
            number(answer),
            answer.attr("data-state"),
            answers.stream().anyMatch(one -> one.hasAttr("aria-busy")),
            isEmpty(answer.selectFirst(".message-body")));
  }

  private static boolean isEmpty(@Nullable Element body) {
    return body == null || body.text().isBlank();
  }

  private static int number(Element article) {
    return Integer.parseInt(article.attr("data-message"));
  }
}
