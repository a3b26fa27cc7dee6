package chat.parley.bench;

import chat.parley.support.OldChats;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the browser works while an answer streams into a chat of a thousand messages that are all
/// loaded, in proportion to one that has two.
final class LongPage {
  private static final String LONG = "00000000-0000-7000-8000-000000000001";
  private static final String SHORT = "00000000-0000-7000-8000-000000000002";
  private static final double RATIO = 1.3;
  private static final int CHUNKS_PER_SECOND = 20;
  private static final int CHUNKS = 110;
  private static final int MILLIS = 4_000; // measured of each answer

  private LongPage() {}

  /// Milliseconds of the page's own thread, for each second.
  ///
  /// @param work script, style and layout
  /// @param all that and painting, and what the browser does besides
  private record Cost(double work, double all) {}

  static List<Figure> measure(Load load) throws IOException, SQLException, InterruptedException {
    Path data = load.scratch().resolve("browser");
    int messages = load.of(1_000, 300);
    Server.start(load, data).close();
    try (OldChats chats = new OldChats(data)) {
      chats.add(LONG, messages);
      chats.add(SHORT, 2);
    }
    try (Upstream upstream = new Upstream(CHUNKS_PER_SECOND, CHUNKS, (_, _) -> {});
        Server server = Server.start(load, data, upstream.url());
        Devtools chromium = new Devtools(chromium(load), load.scratch().resolve("profile"))) {
      String address = "http://127.0.0.1:" + server.port() + "/chat/";
      Devtools.Tab longer = chromium.open(address + LONG);
      loadAll(longer, messages);
      Devtools.Tab shorter = chromium.open(address + SHORT);
      answer(shorter);
      answer(longer);
      List<Cost> inLong = new ArrayList<>();
      List<Cost> inShort = new ArrayList<>();
      for (int round = 0; round < load.of(5, 1); round++) {
        inShort.add(answer(shorter));
        inLong.add(answer(longer));
        Load.step(inShort.getLast() + " " + inLong.getLast());
      }
      return List.of(
          figure("script, style and layout", messages, inLong, inShort, Cost::work),
          figure("all of the page's thread", messages, inLong, inShort, Cost::all));
    }
  }

  private static Figure figure(
      String what,
      int messages,
      List<Cost> inLong,
      List<Cost> inShort,
      java.util.function.ToDoubleFunction<Cost> of) {
    double longer = median(inLong.stream().mapToDouble(of).toArray());
    double shorter = median(inShort.stream().mapToDouble(of).toArray());
    return new Figure.Measured(
        "in the browser, an answer in a chat of %,d messages / of two: %s"
            .formatted(messages, what),
        String.format(
            Locale.ROOT,
            "%.2f x (%.0f ms / %.0f ms a second at %d chunks/s)",
            longer / shorter,
            longer,
            shorter,
            CHUNKS_PER_SECOND),
        "1.3 x",
        longer / shorter <= RATIO);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static void loadAll(Devtools.Tab tab, int messages)
      throws IOException, InterruptedException {
    String shown = "document.querySelectorAll('#messages article').length";
    while (tab.run(shown).asInt() < messages) {
      int before = tab.run(shown).asInt();
      tab.run("document.getElementById('earlier').click()");
      tab.until(shown + " > " + before);
    }
    tab.run("document.getElementById('jump').click()");
  }

  private static Cost answer(Devtools.Tab tab) throws IOException, InterruptedException {
    tab.show();
    String last = "[...document.querySelectorAll('#messages > article')].at(-1)";
    String number = last + "?.dataset.message ?? 0";
    int before = tab.run("+(" + number + ")").asInt();
    tab.run(
        """
        {
          const form = document.getElementById("composer");
          form.elements.text.value = "Go on";
          form.requestSubmit(document.getElementById("send"));
        }\
        """);
    tab.until("+(" + number + ") > " + before + " && " + last + "?.dataset.state === 'writing'");
    Map<String, Double> start = tab.cost();
    Thread.sleep(MILLIS);
    Map<String, Double> end = tab.cost();
    tab.until(last + ".dataset.state === 'finished'");
    return new Cost(
        each(start, end, "ScriptDuration", "LayoutDuration", "RecalcStyleDuration"),
        each(start, end, "TaskDuration"));
  }

  private static double each(Map<String, Double> start, Map<String, Double> end, String... names) {
    double seconds = 0;
    for (String name : names) {
      seconds += end.getOrDefault(name, 0.0) - start.getOrDefault(name, 0.0);
    }
    double took = end.getOrDefault("Timestamp", 0.0) - start.getOrDefault("Timestamp", 0.0);
    return seconds * 1000 / took;
  }

  private static String chromium(Load load) throws IOException {
    Process finding =
        new ProcessBuilder(load.root().resolve("bin/lib/chromium").toString()).start();
    try (BufferedReader said = finding.inputReader()) {
      String program = said.readLine();
      if (program == null) {
        throw new IOException(finding.errorReader().readLine());
      }
      return program;
    }
  }
}
