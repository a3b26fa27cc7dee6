package chat.parley.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What people say, and what the docs call it.
///
/// A line reads: any of these words also means those. Only words belong here that mean the same on
/// every page, and that the docs do not use in that sense; words for one section stand in its
/// `asked` line, and forms of one word (stop, stopped) are the index's own business.
final class Synonyms {
  private static final String TABLE =
      """
      ai llm gpt chatbot bot llms = model
      provider backend endpoint inference = server
      hotkey hotkeys keybinding keybindings keystroke = shortcut keyboard
      docker podman kubernetes k8s = container
      save saving archive dump snapshot = backup
      download = export backup
      import = restore
      migrate transfer relocate = move
      regenerate redo reroll alternative variant version = again
      cancel abort halt = stop
      shutdown exit quit kill = stop
      pause unfinished incomplete = interrupted
      crashed died dies power reboot restart restarted outage = crash
      freeze frozen freezes hang hangs hung spinner spinning loading = stuck
      lag laggy speed slowly sluggish faster performance = slow
      truncated cutoff = cut
      password login signin signup register sign = accounts
      user users multiuser people family colleague colleagues team coworker = accounts
      tracking spy spying analytics = telemetry
      private confidential gdpr = privacy
      secure safe hacked hacker = security
      mobile iphone android ipad tablet = phone
      laptop pc machine device lan wifi remotely remote elsewhere = computer
      https ssl certificate = tls
      daemon autostart boot automatically background = service
      env setting settings option options parameter parameters config configure flags = configuration setting
      ram heap footprint = memory
      forget forgets forgot forgetting remember remembers = context window
      tokens token = context
      upload attach attachment pdf photo picture photos pictures = attachments
      microphone speech dictate = voice
      extension extensions addon addons = plugins
      price pricing money pay charge free = cost
      db storage = database
      erase wipe trash = delete
      undelete = undo
      theme night colours colors = dark
      upgrade release = update
      install installation setup = install
      uninstall = remove
      begin launch beginning = start
      timeout timeouts = timed
      cli console programmatically automate rest script scripting = curl
      error errors broken problem = fails
      credentials secret apikey token = key
      multiline linebreak newline = line
      reply replies response responses = answer
      conversation thread conversations discussion = chat
      internet = network
      nginx caddy haproxy traefik apache = proxy
      quota throttled = limit
      maximum max largest longest = limit
      long big size = length
      """;

  private static final Map<String, Set<String>> MEANINGS = read();

  private Synonyms() {}

  /// What the docs may call this lower-case word; empty where they have it themselves.
  static Set<String> of(String word) {
    return MEANINGS.getOrDefault(word, Set.of());
  }

  static Set<String> words() {
    return MEANINGS.keySet();
  }

  private static Map<String, Set<String>> read() {
    var meanings = new HashMap<String, Set<String>>();
    for (var line : TABLE.lines().toList()) {
      var sides = line.split(" = ", -1);
      for (var word : words(sides[0])) {
        meanings.merge(word, Set.copyOf(words(sides[1])), Synonyms::both);
      }
    }
    return Map.copyOf(meanings);
  }

  private static List<String> words(String side) {
    return Arrays.asList(side.strip().split(" ", -1));
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    var all = new HashSet<>(one);
    all.addAll(other);
    return Set.copyOf(all);
  }
}
