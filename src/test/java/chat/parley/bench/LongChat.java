package chat.parley.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Opening a very long chat at its end, and at its beginning.
final class LongChat {
  private static final String ID = "00000000-0000-7000-8000-000000000001";
  private static final double P99 = 50;

  private LongChat() {}

  static List<Figure> measure(Load load) throws IOException, SQLException {
    Path data = load.scratch().resolve("long");
    int messages = load.of(10_000, 2_000);
    try (Archive archive = new Archive(load, data)) {
      archive.add(ID, messages);
    }
    List<Figure> figures = new ArrayList<>();
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
    }
    return figures;
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
