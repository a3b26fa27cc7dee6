package chat.parley.support;

import static chat.parley.support.Wire.quoted;

import java.io.IOException;

/// Gemini's `streamGenerateContent?alt=sse`, piece by piece.
public final class GeminiWords implements Words {

  @Override
  public void begin(Wire wire) throws IOException {
    wire.head(200, "text/event-stream");
  }

  @Override
  public void text(Wire wire, String text) throws IOException {
    parts(wire, "{\"text\":" + quoted(text) + "}");
  }

  @Override
  public void reasoning(Wire wire, String reasoning) throws IOException {
    parts(wire, "{\"text\":" + quoted(reasoning) + ",\"thought\":true}");
  }

  public void parts(Wire wire, String parts) throws IOException {
    wire.data(
        """
        {"candidates":[{"content":{"parts":[%s],"role":"model"},"index":0}],"usageMetadata":\
        {"promptTokenCount":7,"totalTokenCount":7},"modelVersion":"m","responseId":"r"}\
        """
            .formatted(parts));
  }

  @Override
  public void keepAlive(Wire wire) throws IOException {
    wire.data("{\"usageMetadata\":{\"promptTokenCount\":7},\"modelVersion\":\"m\"}");
  }

  @Override
  public void finish(Wire wire, boolean cutShort) throws IOException {
    stop(wire, cutShort ? "MAX_TOKENS" : "STOP");
  }

  public void stop(Wire wire, String reason) throws IOException {
    wire.data(
        """
        {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"%s",\
        "index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":1,\
        "thoughtsTokenCount":1,"totalTokenCount":9},"modelVersion":"m","responseId":"r"}\
        """
            .formatted(reason));
  }

  @Override
  public void overloaded(Wire wire) throws IOException {
    wire.data(
        """
        {"error":{"code":503,"message":"The model is overloaded. Please try again later.",\
        "status":"UNAVAILABLE"}}\
        """);
  }
}
