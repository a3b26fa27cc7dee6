package chat.parley.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Chromium, driven over its DevTools protocol: opens tabs, runs expressions in them, and says what
/// they cost. To be used by one thread.
final class Devtools implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long PATIENCE_SECONDS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private int asked;

  /// @param chromium the program
  /// @param profile an empty directory
  Devtools(String chromium, Path profile) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            chromium,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0",
            "--window-size=1280,800",
            "--user-data-dir=" + profile,
            "about:blank");
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(address(process.inputReader()), new Listener())
            .join();
  }

  private static URI address(BufferedReader said) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        Thread.ofVirtual()
            .start(() -> {
              var _ = said.lines().count(); // so that it never waits to be read
            });
        return URI.create(listening.group(1));
      }
    }
    throw new IOException("Chromium ended at once");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        answers.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /// A page in a tab of its own.
  final class Tab {
    private final String session;

    private Tab(String session) {
      this.session = session;
    }

    /// What an expression is, or what its promise comes to.
    JsonNode run(String expression) throws IOException, InterruptedException {
      ObjectNode how = JSON.createObjectNode();
      how.put("expression", expression).put("returnByValue", true).put("awaitPromise", true);
      JsonNode answer = ask(session, "Runtime.evaluate", how);
      if (answer.has("exceptionDetails")) {
        throw new IOException(expression + ": " + answer.path("exceptionDetails"));
      }
      return answer.path("result").path("value");
    }

    /// Waits until an expression is true.
    void until(String expression) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!isTrue(expression)) {
        if (System.nanoTime() > deadline) {
          throw new IOException("not within " + PATIENCE_SECONDS + " s: " + expression);
        }
        Thread.sleep(50);
      }
    }

    private boolean isTrue(String expression) throws IOException, InterruptedException {
      try {
        return run("Boolean(" + expression + ")").asBoolean();
      } catch (NoPageYet e) {
        return false;
      }
    }

    /// Shows it: what is behind another tab rests.
    void show() throws IOException, InterruptedException {
      ask(session, "Page.bringToFront", null);
      until("!document.hidden");
    }

    /// What the page has cost so far, by the names of `Performance.getMetrics`; times in seconds.
    Map<String, Double> cost() throws IOException, InterruptedException {
      Map<String, Double> cost = new HashMap<>();
      for (JsonNode metric : ask(session, "Performance.getMetrics", null).path("metrics")) {
        cost.put(metric.path("name").asText(), metric.path("value").asDouble());
      }
      return cost;
    }
  }

  Tab open(String url) throws IOException, InterruptedException {
    String target =
        ask(null, "Target.createTarget", JSON.createObjectNode().put("url", url))
            .path("targetId")
            .asText();
    ObjectNode attach = JSON.createObjectNode().put("targetId", target).put("flatten", true);
    Tab tab = new Tab(ask(null, "Target.attachToTarget", attach).path("sessionId").asText());
    ask(tab.session, "Performance.enable", null);
    tab.until("document.readyState === 'complete' && location.href !== 'about:blank'");
    return tab;
  }

  private JsonNode ask(@Nullable String session, String method, @Nullable ObjectNode parameters)
      throws IOException, InterruptedException {
    int id = ++asked;
    ObjectNode question = JSON.createObjectNode().put("id", id).put("method", method);
    if (session != null) {
      question.put("sessionId", session);
    }
    if (parameters != null) {
      question.set("params", parameters);
    }
    socket.sendText(question.toString(), true).join();
    while (true) {
      String text = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text == null) {
        throw new IOException("Chromium does not answer " + method);
      }
      JsonNode answer = JSON.readTree(text);
      if (answer.path("id").asInt() == id) {
        if (answer.path("error").path("message").asText().contains("execution context")) {
          throw new NoPageYet();
        }
        if (answer.has("error")) {
          throw new IOException(method + ": " + answer.path("error"));
        }
        return answer.path("result");
      }
    }
  }

  /// The tab is on its way from one page to the next.
  private static final class NoPageYet extends IOException {
    private static final long serialVersionUID = 1;
  }

  private void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    end();
  }
}
