package chat.parley.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Watches a life for what must hold whatever the model says.
final class Onlooker {
  private static final Pattern TEXT = Pattern.compile("text=(.*), reasoning=(.*)\\]");
  private static final Pattern EPOCH = Pattern.compile("epoch=(\\d+)");
  private static final Pattern OPEN = Pattern.compile("state=(queued|running)");

  private final RealLife life;
  private List<String> lines = List.of();
  private List<Long> revisions = List.of();

  Onlooker(RealLife life) {
    this.life = life;
  }

  void look(Deed deed, String told) {
    List<String> now = life.stands();
    List<Long> then = life.revisions();
    if (told.equals("refused")) {
      assertThat(now).as("refused: %s", deed).isEqualTo(lines);
      assertThat(then).as("refused: %s", deed).isEqualTo(revisions);
    }
    oneIsWrittenInEachChat(now, deed);
    Map<String, String> before = byName(lines);
    Map<String, String> after = byName(now);
    Map<String, Long> known = revisionsByName(lines, revisions);
    Map<String, Long> current = revisionsByName(now, then);
    after.forEach((name, line) -> {
      String old = before.getOrDefault(name, line);
      textStays(old, line, deed);
      endsOnce(old, line, deed);
      if (!visible(old).equals(visible(line))) {
        long chat = known.getOrDefault(name.replaceFirst("#.*", "#0"), 0L);
        assertThat(current.get(name)).as("%s is told of %s", name, deed).isGreaterThan(chat);
      }
    });
    lines = now;
    revisions = then;
  }

  private static void oneIsWrittenInEachChat(List<String> lines, Deed deed) {
    int running = 0;
    for (String line : lines) {
      running = !line.startsWith(" ") ? 0 : running + (line.contains("state=running") ? 1 : 0);
      assertThat(running).as("after %s: %s", deed, lines).isLessThanOrEqualTo(1);
    }
  }

  private static void textStays(String before, String after, Deed deed) {
    Matcher old = TEXT.matcher(before);
    Matcher now = TEXT.matcher(after);
    if (old.find() && now.find()) {
      assertThat(now.group(1)).as("text after %s", deed).startsWith(old.group(1));
      assertThat(now.group(2)).as("reasoning after %s", deed).startsWith(old.group(2));
    }
  }

  private static void endsOnce(String before, String after, Deed deed) {
    Matcher old = EPOCH.matcher(before);
    Matcher now = EPOCH.matcher(after);
    if (!old.find() || !now.find()) {
      return;
    }
    int epoch = Integer.parseInt(now.group(1));
    assertThat(epoch)
        .as("epoch after %s", deed)
        .isGreaterThanOrEqualTo(Integer.parseInt(old.group(1)));
    boolean wasOver = !OPEN.matcher(before).find();
    boolean isOver = !OPEN.matcher(after).find();
    if (wasOver && isOver) {
      assertThat(after).as("it had ended before %s", deed).isEqualTo(before);
    }
  }

  /// A line without what no page shows, or what grows without a revision.
  private static String visible(String line) {
    String shown = line.replaceAll("(crashes|stop|holder)=[^,]*, ", "");
    return shown.contains("state=running")
        ? shown.replaceAll("text=[^,]+, reasoning=.*", "writing").replaceAll("reasoning=.*", "")
        : shown;
  }

  private static Map<String, String> byName(List<String> lines) {
    Map<String, String> byName = new HashMap<>();
    List<String> names = names(lines);
    for (int i = 0; i < lines.size(); i++) {
      byName.put(names.get(i), lines.get(i));
    }
    return byName;
  }

  private static Map<String, Long> revisionsByName(List<String> lines, List<Long> revisions) {
    Map<String, Long> byName = new HashMap<>();
    List<String> names = names(lines);
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), revisions.get(i));
    }
    return byName;
  }

  private static List<String> names(List<String> lines) {
    List<String> names = new ArrayList<>();
    String chat = "";
    int message = 0;
    for (String line : lines) {
      boolean begins = !line.startsWith(" ");
      chat = begins ? line.replaceFirst(" .*", "") : chat;
      message = begins ? 0 : message + 1;
      names.add(chat + "#" + message);
    }
    return names;
  }
}
