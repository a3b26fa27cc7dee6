package chat.parley.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/// What a page loads by itself: its style sheets and scripts, and what these import.
public final class PageWeight {
  private static final Pattern SCRIPT =
      Pattern.compile("<(?:script[^>]* src|link[^>]*modulepreload[^>]* href)=\"([^\"]+)\"");
  private static final Pattern OTHER =
      Pattern.compile("<(?:link[^>]*(?:stylesheet|icon)[^>]* href|img[^>]* src)=\"([^\"]+)\"");
  private static final Pattern IMPORT =
      Pattern.compile("(?:^|[;\\s])(?:import|export)\\s*(?:[\\w*{}$, ]+from\\s*)?\"([./][^\"]+)\"");

  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private final Server server;

  /// Answers with the bytes of an address, not compressed.
  public interface Server {
    byte[] get(String address) throws IOException;
  }

  private PageWeight(Server server) {
    this.server = server;
  }

  /// @param html of the page
  public static PageWeight of(String address, String html, Server server) throws IOException {
    PageWeight weight = new PageWeight(server);
    Deque<String> left = new ArrayDeque<>();
    find(SCRIPT, address, html, left);
    find(OTHER, address, html, left);
    while (!left.isEmpty()) {
      weight.load(left.removeFirst(), left);
    }
    return weight;
  }

  private void load(String address, Deque<String> left) throws IOException {
    if (sizes.containsKey(address)) {
      return;
    }
    byte[] body = server.get(address);
    sizes.put(address, zipped(body));
    if (isScript(address)) {
      find(IMPORT, address, new String(body, StandardCharsets.UTF_8), left);
    }
  }

  /// Every address that is asked for once the page is there.
  public Set<String> requests() {
    return Set.copyOf(sizes.keySet());
  }

  public Set<String> scripts() {
    return sizes.keySet().stream().filter(PageWeight::isScript).collect(Collectors.toSet());
  }

  /// The bytes of all scripts, each compressed.
  public int script() {
    return scripts().stream().mapToInt(sizes::get).sum();
  }

  /// The bytes of all that is asked for, each compressed.
  public int all() {
    return sizes.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static boolean isScript(String address) {
    return address.endsWith(".js");
  }

  private static void find(Pattern pattern, String base, String text, Deque<String> found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(URI.create(base).resolve(matcher.group(1)).toString());
    }
  }

  /// How many bytes these are when they travel.
  public static int zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.size();
  }
}
