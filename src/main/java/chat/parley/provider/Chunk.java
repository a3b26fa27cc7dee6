package chat.parley.provider;

/// One piece of an answer, in the order in which the provider sent it.
public sealed interface Chunk {

  /// A piece of the answer's Markdown. Never empty; may end inside a surrogate pair.
  record Text(String text) implements Chunk {}

  /// A piece of the model's reasoning, where the provider shows it. Never empty.
  record Reasoning(String text) implements Chunk {}

  /// All the text so far was reasoning: its end was marked, and its beginning was not. At most once
  /// in an answer, and only where there is some text.
  record TextWasReasoning() implements Chunk {}
}
