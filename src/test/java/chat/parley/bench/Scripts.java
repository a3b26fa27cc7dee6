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

/// The JavaScript that a chat's page loads by itself: its scripts, and what these import.
final class Scripts {
  private static final Pattern SCRIPT =
      Pattern.compile("<(?:script[^>]* src|link[^>]*modulepreload[^>]* href)=\"([^\"]+)\"");
  private static final Pattern IMPORT =
      Pattern.compile("(?:^|[;\\s])(?:import|export)\\s*(?:[\\w*{}$, ]+from\\s*)?\"([./][^\"]+)\"");
  private static final double KILOBYTES = 40;

  private Scripts() {}

  static List<Figure> measure(Load load) throws IOException {
    try (Upstream upstream = new Upstream(20, 1, (_, _) -> {});
        Server server = Server.start(load, load.scratch().resolve("scripts"), upstream.url());
        Browser browser = new Browser(server.port())) {
      String page = "/chat/" + browser.begin("A question");
      Set<String> seen = new LinkedHashSet<>();
      Deque<String> left = new ArrayDeque<>();
      find(SCRIPT, page, browser.get(page).text(), left);
      double size = 0;
      while (!left.isEmpty()) {
        String address = left.removeFirst();
        if (seen.add(address)) {
          Browser.Answer script = browser.get(address);
          if (script.status() != 200) {
            throw new IOException(address + " came with " + script.status());
          }
          size += zipped(script.body());
          find(IMPORT, address, script.text(), left);
        }
      }
      return List.of(
          new Figure.Measured(
              "JavaScript of the chat page before the first code block, gzipped",
              String.format(Locale.ROOT, "%.1f KB in %d files", size / 1024, seen.size()),
              "40 KB",
              size / 1024 <= KILOBYTES));
    }
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
