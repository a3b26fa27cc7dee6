package chat.parley.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// What a page loads by itself: its HTML, what that names, and what its scripts import.
final class Pages {
  private static final Pattern NAMED =
      Pattern.compile("<(?:script|link|use|img)[^>]* (?:src|href)=\"(/[^\"#]+)");
  private static final Pattern IMPORT =
      Pattern.compile("(?:^|[;\\s])(?:import|export)\\s*(?:[\\w*{}$, ]+from\\s*)?\"([./][^\"]+)\"");
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

  /// Sizes are bytes, gzipped.
  private record Page(double html, double scripts, int scriptFiles, double others, int otherFiles) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d requests, %.1f KB (HTML %.1f, %d scripts %.1f, %d style sheets and pictures %.1f)",
          1 + scriptFiles + otherFiles,
          (html + scripts + others) / 1024,
          html / 1024,
          scriptFiles,
          scripts / 1024,
          otherFiles,
          others / 1024);
    }
  }

  private static Page load(Browser browser, String page) throws IOException {
    Browser.Answer html = get(browser, page);
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> left = new ArrayDeque<>();
    find(NAMED, page, html.text(), left);
    double scripts = 0;
    double others = 0;
    int scriptFiles = 0;
    while (!left.isEmpty()) {
      String address = left.removeFirst();
      if (!seen.add(address)) {
        continue;
      }
      Browser.Answer file = get(browser, address);
      if (address.endsWith(".js")) {
        scripts += zipped(file.body());
        scriptFiles++;
        find(IMPORT, address, file.text(), left);
      } else {
        others += zipped(file.body());
      }
    }
    return new Page(zipped(html.body()), scripts, scriptFiles, others, seen.size() - scriptFiles);
  }

  private static Browser.Answer get(Browser browser, String address) throws IOException {
    Browser.Answer answer = browser.get(address);
    if (answer.status() != 200) {
      throw new IOException(address + " came with " + answer.status());
    }
    return answer;
  }

  private static void find(Pattern pattern, String base, String text, Deque<String> found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(URI.create(base).resolve(matcher.group(1)).toString());
    }
  }

  private static int zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.size();
  }
}
