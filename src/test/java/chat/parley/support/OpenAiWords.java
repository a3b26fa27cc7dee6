package chat.parley.support;

import java.io.IOException;

/// OpenAI's chat completions.
public final class OpenAiWords implements Words {

  @Override
  public void begin(Wire wire) throws IOException {
    wire.stream();
    wire.role();
  }

  @Override
  public void text(Wire wire, String text) throws IOException {
    wire.text(text);
  }

  @Override
  public void reasoning(Wire wire, String reasoning) throws IOException {
    wire.reasoning(reasoning);
  }

  @Override
  public void keepAlive(Wire wire) throws IOException {
    wire.comment("OPENROUTER PROCESSING");
  }

  @Override
  public void finish(Wire wire, boolean cutShort) throws IOException {
    wire.finish(cutShort ? "length" : "stop");
    wire.usage(7, 2);
    wire.done();
  }

  @Override
  public void overloaded(Wire wire) throws IOException {
    wire.data("{\"error\":{\"message\":\"The engine is overloaded\",\"code\":503}}");
  }
}
