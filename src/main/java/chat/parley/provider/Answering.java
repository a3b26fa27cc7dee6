package chat.parley.provider;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One answer on its way from LangChain4j to the sink: counts it, tells reasoning from text, and
/// knows in the end how it ended.
final class Answering implements StreamingChatResponseHandler {

  /// The most characters of an answer, reasoning included. What is longer ends there, cut short:
  /// the text so far is worth keeping, and no model means to write that much.
  static final int MAX_CHARACTERS = 2_000_000;

  private final Consumer<Chunk> sink;
  private final Diagnosis diagnosis;
  private final ThinkSplitter splitter = new ThinkSplitter(this::pass);
  private int characters;
  private boolean anyText;
  private boolean full;
  private @Nullable Throwable thrown;
  private @Nullable Fault fault;
  private @Nullable ChatResponse response;

  Answering(Consumer<Chunk> sink, Diagnosis diagnosis) {
    this.sink = sink;
    this.diagnosis = diagnosis;
  }

  @Override
  public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
    take(context.streamingHandle(), () -> splitter.accept(piece.text()));
  }

  @Override
  public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
    take(context.streamingHandle(), () -> pass(new Chunk.Reasoning(piece.text())));
  }

  @Override
  public void onCompleteResponse(ChatResponse complete) {
    response = complete;
  }

  @Override
  public void onError(Throwable error) {
    failed(diagnosis.fault(Fault.Kind.GARBLED, String.valueOf(error.getMessage())));
  }

  void failed(Fault reason) {
    if (fault == null) {
      fault = reason;
    }
  }

  /// How it ended, after what was still held back has been passed on. Throws what the sink threw.
  Ending ending() {
    rethrow();
    take(null, splitter::flush);
    rethrow();
    if (fault != null) {
      return new Ending.Failed(fault);
    }
    if (full) {
      return new Ending.Complete(true, null, null);
    }
    if (response == null) {
      return new Ending.Failed(diagnosis.fault(Fault.Kind.BROKE_OFF, "The answer has no end"));
    }
    return ending(response.finishReason(), response.tokenUsage());
  }

  private Ending ending(@Nullable FinishReason reason, @Nullable TokenUsage usage) {
    boolean cutShort = reason == FinishReason.LENGTH;
    if (characters == 0 || (!anyText && !cutShort)) {
      String said = reason == null ? "no reason given" : "reason: " + reason;
      return new Ending.Failed(
          diagnosis.fault(Fault.Kind.GARBLED, "The answer has no text (" + said + ")"));
    }
    return new Ending.Complete(
        cutShort,
        usage == null ? null : counted(usage.inputTokenCount()),
        usage == null ? null : counted(usage.outputTokenCount()));
  }

  /// LangChain4j says zero where some servers said nothing.
  private static @Nullable Integer counted(@Nullable Integer tokens) {
    return tokens == null || tokens == 0 ? null : tokens;
  }

  /// LangChain4j would log what the sink throws, and go on: it is kept, and the stream ended.
  private void take(@Nullable StreamingHandle stream, Runnable passing) {
    if (thrown != null || full) {
      return;
    }
    try {
      passing.run();
    } catch (Throwable e) {
      thrown = e;
    }
    if (stream != null && (thrown != null || full)) {
      stream.cancel();
    }
  }

  private void pass(Chunk chunk) {
    if (full) {
      return;
    }
    Chunk fitting =
        switch (chunk) {
          case Chunk.Text(String text) -> new Chunk.Text(fitting(text));
          case Chunk.Reasoning(String text) -> new Chunk.Reasoning(fitting(text));
          case Chunk.TextWasReasoning() -> chunk;
        };
    anyText =
        switch (fitting) {
          case Chunk.Text _ -> true;
          case Chunk.Reasoning _ -> anyText;
          case Chunk.TextWasReasoning() -> false;
        };
    sink.accept(fitting);
  }

  private String fitting(String text) {
    int room = MAX_CHARACTERS - characters;
    full = text.length() >= room;
    characters += Math.min(text.length(), room);
    return text.length() > room ? text.substring(0, room) : text;
  }

  private void rethrow() {
    if (thrown != null) {
      Answering.<RuntimeException>throwUnchanged(thrown);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwUnchanged(Throwable e) throws E {
    throw (E) e;
  }
}
