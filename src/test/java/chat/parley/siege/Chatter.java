package chat.parley.siege;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Somebody who only wants to chat: sends a question, waits for its answer, and looks at each byte
/// of it.
final class Chatter implements Runnable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final String name;
  private final Caller caller;
  private final BooleanSupplier goesOn;
  private final List<String> lost = new ArrayList<>();
  private int whole;
  private int refused;

  Chatter(String name, Caller caller, BooleanSupplier goesOn) {
    this.name = name;
    this.caller = caller;
    this.goesOn = goesOn;
  }

  @Override
  public void run() {
    for (int question = 1; goesOn.getAsBoolean(); question++) {
      try {
        ask(name + "-" + question);
        Thread.sleep(BETWEEN);
      } catch (IOException e) {
        lose(name + "-" + question + ": " + e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void ask(String text) throws IOException, InterruptedException {
    HttpResponse<String> sent =
        caller.post("/messages", Map.of("text", text, "model", "openai/good"));
    if (sent.statusCode() != 303) {
      refuse(sent.statusCode());
      return;
    }
    String chat = sent.headers().firstValue("Location").orElseThrow();
    String expected = HostileModels.answer(text).strip();
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer;
    do {
      Thread.sleep(100);
      answer = JSON.readTree(caller.get(chat, "application/json").body()).path("messages").path(1);
    } while (isOpen(answer) && System.nanoTime() < end);
    if (answer.path("text").asText().strip().equals(expected)) {
      gain();
    } else {
      lose(chat + " " + answer.path("state") + " " + answer.path("text").asText().length());
    }
  }

  private static boolean isOpen(JsonNode answer) {
    String state = answer.path("state").asText();
    return state.isEmpty() || state.equals("queued") || state.equals("running");
  }

  private synchronized void gain() {
    whole++;
  }

  private synchronized void refuse(int status) {
    refused++;
    System.out.println(name + " was refused with " + status);
  }

  private synchronized void lose(String what) {
    lost.add(what);
  }

  synchronized int whole() {
    return whole;
  }

  synchronized int refused() {
    return refused;
  }

  synchronized List<String> lost() {
    return List.copyOf(lost);
  }
}
