package chat.parley.bench;

import chat.parley.support.PageWeight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// What a page loads by itself: its HTML, what that names, and what its scripts import.
final class Pages {
  private static final double KILOBYTES = 40;

  private Pages() {}

  static List<Figure> measure(Load load) throws IOException {
    try (Upstream upstream = new Upstream(20, 1, (_, _) -> {});
        Server server = Server.start(load, load.scratch().resolve("pages"), upstream.url());
        Browser browser = new Browser(server.port())) {
      Page chat = load(browser, "/chat/" + browser.begin("A question"));
      Page home = load(browser, "/");
      return List.of(
          new Figure.Measured(
              "JavaScript of the chat page before the first code block, gzipped",
              String.format(
                  Locale.ROOT, "%.1f KB in %d files", chat.scripts() / 1024, chat.scriptFiles()),
              "40 KB",
              chat.scripts() / 1024 <= KILOBYTES),
          new Figure.Shown(
              "what a page loads the first time, gzipped",
              "home: %s; a chat with one question: %s, and its stream".formatted(home, chat),
              "the scripts have one"));
    }
  }

  private record Page(int html, PageWeight weight) {
    double scripts() {
      return weight.script();
    }

    int scriptFiles() {
      return weight.scripts().size();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d requests, %.1f KB (HTML %.1f, %d scripts %.1f)",
          1 + weight.requests().size(),
          (html + weight.all()) / 1024.0,
          html / 1024.0,
          scriptFiles(),
          scripts() / 1024);
    }
  }

  private static Page load(Browser browser, String page) throws IOException {
    byte[] html = get(browser, page);
    String text = new String(html, StandardCharsets.UTF_8);
    return new Page(
        PageWeight.zipped(html), PageWeight.of(page, text, address -> get(browser, address)));
  }

  private static byte[] get(Browser browser, String address) throws IOException {
    Browser.Answer answer = browser.get(address);
    if (answer.status() != 200) {
      throw new IOException(address + " came with " + answer.status());
    }
    return answer.body();
  }
}
