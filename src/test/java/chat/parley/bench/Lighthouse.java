package chat.parley.bench;

import chat.parley.support.OldChats;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Lighthouse thinks of the pages: its four scores, as on a mid-range phone with a slow line,
/// which it simulates.
final class Lighthouse {
  private static final String CHAT = "00000000-0000-7000-8000-000000000001";
  private static final Pattern NODE = Pattern.compile("v(\\d+)\\.(\\d+)\\.");
  private static final String AIM = "95 is the aim";

  private Lighthouse() {}

  static List<Figure> measure(Load load) throws IOException, SQLException, InterruptedException {
    String version;
    String chromium;
    try {
      version = version(Tools.run(load, List.of("node", "--version"), Map.of()));
      chromium = Tools.find(load, "chromium");
    } catch (IOException e) {
      return List.of(
          new Figure.None("Lighthouse's scores", String.valueOf(e.getMessage()), "none; " + AIM));
    }
    Path data = load.scratch().resolve("lighthouse");
    Server.start(load, data).close();
    try (OldChats archive = new OldChats(data)) {
      archive.add(CHAT, 2);
    }
    List<Figure> figures = new ArrayList<>();
    try (Server server = Server.start(load, data)) {
      String site = "http://127.0.0.1:" + server.port();
      figures.add(scores(load, "the home page", version, chromium, site + "/"));
      figures.add(
          scores(load, "a chat with a finished answer", version, chromium, site + "/chat/" + CHAT));
    }
    return figures;
  }

  /// The newest that runs on this Node.js.
  private static String version(String node) throws IOException {
    Matcher matcher = NODE.matcher(node);
    if (matcher.find()) {
      int all = Integer.parseInt(matcher.group(1)) * 100 + Integer.parseInt(matcher.group(2));
      if (all >= 22_19) {
        return "13";
      }
      if (all >= 18_16) {
        return "12";
      }
    }
    throw new IOException("Lighthouse needs Node.js 18.16 or newer; here is " + node.strip());
  }

  private static Figure scores(
      Load load, String what, String version, String chromium, String address)
      throws InterruptedException {
    try {
      String report =
          Tools.run(
              load,
              List.of(
                  "npx",
                  "--yes",
                  "lighthouse@" + version,
                  address,
                  "--output=json",
                  "--quiet",
                  "--no-enable-error-reporting",
                  "--chrome-flags=--headless=new --no-sandbox --disable-gpu"),
              Map.of("CHROME_PATH", chromium));
      JsonNode root = new ObjectMapper().readTree(report);
      List<String> scores = new ArrayList<>();
      for (JsonNode category : root.path("categories")) {
        scores.add(
            "%s %.0f"
                .formatted(
                    category.path("title").asText(), category.path("score").asDouble() * 100));
      }
      return new Figure.Shown(
          "Lighthouse's scores of " + what,
          "%s (Lighthouse %s, a phone with a slow line)"
              .formatted(String.join(", ", scores), root.path("lighthouseVersion").asText()),
          AIM);
    } catch (IOException e) {
      return new Figure.None(
          "Lighthouse's scores of " + what, String.valueOf(e.getMessage()), "none; " + AIM);
    }
  }
}
