package chat.parley.bench;

import chat.parley.support.OldChats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Opening a very long chat at its end, and at its beginning.
final class LongChat {
  private static final String ID = "00000000-0000-7000-8000-000000000001";
  private static final double P99 = 50;
  private static final Pattern ARTICLE = Pattern.compile("<article[^>]* data-message=");
  private static final Pattern EARLIER =
      Pattern.compile("<a id=\"earlier\"[^>]* href=\"([^\"]+)\"");

  private LongChat() {}

  static List<Figure> measure(Load load) throws IOException, SQLException {
    Path data = load.scratch().resolve("long");
    int messages = load.of(10_000, 2_000);
    long written;
    Server.start(load, data).close();
    try (OldChats archive = new OldChats(data)) {
      archive.add(ID, messages);
      written = archive.written();
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(size(data, messages, written));
    try (Server server = Server.start(load, data);
        Browser browser = new Browser(server.port())) {
      for (String place : List.of("", "?at=beginning")) {
        open(browser, place, load.of(300, 50));
        Delays delays = open(browser, place, load.of(500, 50));
        figures.add(
            new Figure.Measured(
                "opening a chat of %,d messages %s"
                    .formatted(messages, place.isEmpty() ? "at its end" : "at its first message"),
                delays + " (" + delays.size() + " times, warm)",
                "p99 50 ms",
                delays.percentile(0.99) <= P99));
      }
      figures.add(scroll(browser, messages));
    }
    return figures;
  }

  private static Figure size(Path data, int messages, long written) throws IOException {
    long bytes;
    try (Stream<Path> files = Files.list(data)) {
      bytes =
          files
              .filter(file -> file.getFileName().toString().startsWith("parley.db"))
              .mapToLong(file -> file.toFile().length())
              .sum();
    }
    return new Figure.Shown(
        "the database with a chat of %,d messages".formatted(messages),
        String.format(
            Locale.ROOT,
            "%.1f MB, %,d bytes a message, %d of them its text",
            bytes / 1e6,
            bytes / messages,
            written / messages),
        "it grows with what is said");
  }

  /// From the end to the first message, by the links that the pages have.
  private static Figure scroll(Browser browser, int messages) throws IOException {
    Delays delays = new Delays();
    int articles = 0;
    long bytes = 0;
    String next = "/chat/" + ID;
    while (!next.isEmpty()) {
      long start = System.nanoTime();
      Browser.Answer answer = browser.get(next);
      delays.add(System.nanoTime() - start);
      String page = answer.text();
      bytes += answer.body().length;
      articles += (int) ARTICLE.matcher(page).results().count();
      Matcher earlier = EARLIER.matcher(page);
      next = earlier.find() ? earlier.group(1) : "";
    }
    if (articles != messages) {
      throw new IOException("scrolling showed " + articles + " messages of " + messages);
    }
    return new Figure.Shown(
        "a chat of %,d messages scrolled through, from its end to its beginning"
            .formatted(messages),
        String.format(
            Locale.ROOT,
            "%s a page (%d pages of %.0f KB); %.1f s in all",
            delays,
            delays.size(),
            bytes / 1024.0 / delays.size(),
            delays.sum()),
        "a page of it should take as long as opening it");
  }

  private static Delays open(Browser browser, String place, int times) throws IOException {
    Delays delays = new Delays();
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      Browser.Answer page = browser.get("/chat/" + ID + place);
      delays.add(System.nanoTime() - start);
      if (page.status() != 200 || !page.text().contains("What about number")) {
        throw new IOException("the chat was not shown: " + page.status());
      }
    }
    return delays;
  }
}
