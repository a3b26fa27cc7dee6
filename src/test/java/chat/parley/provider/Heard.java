package chat.parley.provider;

import java.util.ArrayList;
import java.util.List;

/// What came out of one answer.
record Heard(List<Chunk> chunks, Ending ending) {

  static Heard from(Provider provider, String model, String question) throws InterruptedException {
    return from(provider, new Prompt(model, List.of(new Turn(TurnRole.USER, question))));
  }

  static Heard from(Provider provider, Prompt prompt) throws InterruptedException {
    List<Chunk> chunks = new ArrayList<>();
    return new Heard(chunks, provider.answer(prompt, chunks::add));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Chunk chunk : chunks) {
      switch (chunk) {
        case Chunk.Text(String piece) -> text.append(piece);
        case Chunk.Reasoning _ -> {}
        case Chunk.TextWasReasoning _ -> text.setLength(0);
      }
    }
    return text.toString();
  }

  /// As it is kept: what turned out to be reasoning stands behind what was marked as such, without
  /// the space before its mark.
  String reasoning() {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    for (Chunk chunk : chunks) {
      switch (chunk) {
        case Chunk.Text(String piece) -> text.append(piece);
        case Chunk.Reasoning(String piece) -> reasoning.append(piece);
        case Chunk.TextWasReasoning _ -> reasoning.append(text.toString().stripTrailing());
      }
    }
    return reasoning.toString();
  }

  Fault fault() {
    if (ending instanceof Ending.Faulted(Fault fault)) {
      return fault;
    }
    throw new AssertionError("It did not fail: " + ending);
  }

  Fault.Kind kind() {
    return fault().kind();
  }
}
