package chat.parley.provider;

import java.util.function.Consumer;

/// What has come of one answer, on its way to the sink: reasoning told from text, counted and
/// bounded.
final class AnswerOutput {

  /// The most characters of an answer, reasoning included. What is longer ends there, cut short:
  /// the text so far is worth keeping, and no model means to write that much.
  static final int MAX_CHARACTERS = 2_000_000;

  private final Consumer<Chunk> sink;
  private final ThinkSplitter splitter = new ThinkSplitter(this::pass);
  private int characters;
  private boolean anyText;
  private boolean full;

  AnswerOutput(Consumer<Chunk> sink) {
    this.sink = sink;
  }

  /// Throws what the sink throws.
  void add(String reasoning, String text) {
    if (!reasoning.isEmpty()) {
      pass(new Chunk.Reasoning(reasoning));
    }
    if (!text.isEmpty()) {
      splitter.accept(text);
    }
  }

  /// Passes on what was held back; nothing more comes.
  void flush() {
    splitter.flush();
  }

  /// Whether it met the bound: what comes now is dropped.
  boolean isFull() {
    return full;
  }

  boolean hasText() {
    return anyText;
  }

  boolean isEmpty() {
    return characters == 0;
  }

  private void pass(Chunk chunk) {
    if (full) {
      return;
    }
    switch (chunk) {
      case Chunk.Text(String text) -> {
        anyText = true;
        sink.accept(new Chunk.Text(fitting(text)));
      }
      case Chunk.Reasoning(String text) -> sink.accept(new Chunk.Reasoning(fitting(text)));
      case Chunk.TextWasReasoning() -> {
        anyText = false;
        sink.accept(chunk);
      }
    }
  }

  private String fitting(String text) {
    int room = MAX_CHARACTERS - characters;
    full = text.length() >= room;
    characters += Math.min(text.length(), room);
    return text.length() > room ? text.substring(0, room) : text;
  }
}
