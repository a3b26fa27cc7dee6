package chat.parley.support;

import static chat.parley.support.Wire.quoted;

import java.io.IOException;

/// Ollama's own chat protocol, line by line.
public final class OllamaWords implements Words {

  @Override
  public void begin(Wire wire) throws IOException {
    wire.head(200, "application/x-ndjson");
  }

  @Override
  public void text(Wire wire, String text) throws IOException {
    message(wire, "\"content\":" + quoted(text));
  }

  @Override
  public void reasoning(Wire wire, String reasoning) throws IOException {
    message(wire, "\"content\":\"\",\"thinking\":" + quoted(reasoning));
  }

  private static void message(Wire wire, String fields) throws IOException {
    wire.line(
        """
        {"model":"m","created_at":"2026-03-01T12:00:00.123456Z","message":{"role":"assistant",\
        %s},"done":false}\
        """
            .formatted(fields));
  }

  @Override
  public void keepAlive(Wire wire) throws IOException {
    text(wire, "");
  }

  @Override
  public void finish(Wire wire, boolean cutShort) throws IOException {
    wire.line(
        """
        {"model":"m","created_at":"2026-03-01T12:00:01Z","message":{"role":"assistant",\
        "content":""},"done":true,"done_reason":"%s","total_duration":4883583458,"load_duration":\
        1334875,"prompt_eval_count":7,"prompt_eval_duration":342546000,"eval_count":2,\
        "eval_duration":4535599000}\
        """
            .formatted(cutShort ? "length" : "stop"));
  }

  @Override
  public void overloaded(Wire wire) throws IOException {
    wire.line("{\"error\":\"llama runner process no longer running: overloaded\"}");
  }
}
