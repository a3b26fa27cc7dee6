package chat.parley.page.gallery;

import chat.parley.chat.ChatView;
import chat.parley.chat.MessageView.AnswerState;
import chat.parley.http.Assets;
import chat.parley.templates.StaticTemplates;
import chat.parley.templates.Templates;
import java.util.LinkedHashMap;
import java.util.Map;

/// Each page by the name of its state.
final class Pages {
  private static final Templates TEMPLATES = new StaticTemplates();

  private final Assets assets;
  private final Map<String, String> pages = new LinkedHashMap<>();

  private Pages(Assets assets) {
    this.assets = assets;
  }

  static Map<String, String> render(Assets assets) {
    var all = new Pages(assets);
    all.add();
    return all.pages;
  }

  private void add() {
    home();
    chat("chat-long", Samples.longChat());
    for (var state : AnswerState.values()) {
      chat("chat-" + state.attribute(), Samples.in(state));
    }
    chat("chat-failed-without-text", Samples.failedWithoutText());
    chat("chat-thinking-alone", Samples.thinkingAlone());
    chat("chat-error-in-composer", Samples.withError());
    pages.put(
        "problem",
        TEMPLATES
            .pageProblem(
                404,
                "This chat is not here",
                "It may have been deleted, or it belongs to someone else.",
                assets)
            .render());
    pages.put(
        "docs",
        TEMPLATES
            .docsFull(
                Samples.shell("Connecting a model · Parley", Samples.sidebar(null), true),
                assets,
                Samples.docs())
            .render());
    pages.put("growing", growing());
  }

  private void home() {
    pages.put(
        "home",
        TEMPLATES
            .chatHomeFull(
                Samples.shell("Parley", Samples.sidebar(null), true),
                assets,
                Samples.home(),
                Samples.homeComposer(Samples.models()))
            .render());
    pages.put(
        "home-first",
        TEMPLATES
            .chatHomeFull(
                Samples.shell("Parley", Samples.emptySidebar(), false),
                assets,
                Samples.home(),
                Samples.homeComposer(Samples.guideOnly()))
            .render());
    pages.put(
        "home-undo",
        TEMPLATES
            .chatHomeFull(
                Samples.shell("Parley", Samples.sidebarAfterDeletion(), true),
                assets,
                Samples.home(),
                Samples.homeComposer(Samples.models()))
            .render());
  }

  private void chat(String name, ChatView view) {
    var shell = Samples.shell(view.title() + " · Parley", Samples.sidebar(view.id()), true);
    pages.put(name, TEMPLATES.chatFull(shell, assets, view).render());
  }

  private String growing() {
    return TEMPLATES.chatGrowingHead("Growing", assets).render()
        + "<div class=\"grown\"><p>A closed block stands here.</p><h2>And a heading</h2>"
        + "<div class=\"tail\"><p>The tail, first</p></div>"
        + "<div class=\"tail\"><p>The tail, first and then longer</p></div></div>"
        + TEMPLATES.chatGrowingFoot("/chat/" + Samples.CHAT).render();
  }
}
