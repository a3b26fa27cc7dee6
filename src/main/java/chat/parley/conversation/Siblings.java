package chat.parley.conversation;

import java.util.List;

/// The messages with one parent, in the order in which they were made.
public record Siblings(List<Integer> numbers) {
  public static final Siblings NONE = new Siblings(List.of());

  public Siblings {
    numbers = List.copyOf(numbers);
  }
}
