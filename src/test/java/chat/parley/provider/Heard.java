package chat.parley.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What came out of one answer.
record Heard(List<Chunk> chunks, Ending ending) {

  static Heard from(Provider provider, String model, String question) throws InterruptedException {
    return from(provider, new Prompt(model, List.of(new Turn(Role.USER, question))));
  }

  static Heard from(Provider provider, Prompt prompt) throws InterruptedException {
    List<Chunk> chunks = new ArrayList<>();
    return new Heard(chunks, provider.answer(prompt, chunks::add));
  }

  String text() {
    return chunks.stream()
        .map(chunk -> chunk instanceof Chunk.Text(String text) ? text : "")
        .collect(Collectors.joining());
  }

  String reasoning() {
    return chunks.stream()
        .map(chunk -> chunk instanceof Chunk.Reasoning(String text) ? text : "")
        .collect(Collectors.joining());
  }

  Fault fault() {
    if (ending instanceof Ending.Failed(Fault fault)) {
      return fault;
    }
    throw new AssertionError("It did not fail: " + ending);
  }

  Fault.Kind kind() {
    return fault().kind();
  }
}
