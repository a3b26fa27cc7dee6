package chat.parley.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// An answer that was begun and is to be gone on with, where a server wants it in its own way.
final class PrefixContinuation {

  private static final String IN_WORDS =
      "Continue your last message exactly where it broke off. Do not repeat any of it and do not"
          + " comment on it.";

  private PrefixContinuation() {}

  static boolean isAsked(Prompt prompt) {
    List<Turn> turns = prompt.turns();
    return !turns.isEmpty()
        && turns.getLast().role() == TurnRole.ASSISTANT
        && !turns.getLast().text().isBlank();
  }

  /// For a model that takes no prefix: it is asked to go on.
  static Prompt inWords(Prompt prompt) {
    List<Turn> asked = new ArrayList<>(prompt.turns());
    asked.add(new Turn(TurnRole.USER, IN_WORDS));
    return new Prompt(prompt.model(), asked);
  }

  /// For a server that refuses a prefix that ends with white space.
  static Prompt stripped(Prompt prompt) {
    List<Turn> stripped = new ArrayList<>(prompt.turns());
    Turn last = stripped.removeLast();
    stripped.add(new Turn(last.role(), last.text().stripTrailing()));
    return new Prompt(prompt.model(), stripped);
  }

  /// Takes out of the continuation the white space that was stripped from the prefix, and that the
  /// model therefore writes again.
  static Consumer<Chunk> joining(Prompt prompt, Consumer<Chunk> sink) {
    String text = prompt.turns().getLast().text();
    return new Joining(text.substring(text.stripTrailing().length()), sink);
  }

  private static final class Joining implements Consumer<Chunk> {

    private final Consumer<Chunk> sink;
    private String space;

    Joining(String space, Consumer<Chunk> sink) {
      this.space = space;
      this.sink = sink;
    }

    @Override
    public void accept(Chunk chunk) {
      if (space.isEmpty() || !(chunk instanceof Chunk.Text(String text))) {
        sink.accept(chunk);
        return;
      }
      int same = 0;
      while (same < text.length()
          && same < space.length()
          && text.charAt(same) == space.charAt(same)) {
        same++;
      }
      space = same == text.length() ? space.substring(same) : "";
      if (same < text.length()) {
        sink.accept(new Chunk.Text(text.substring(same)));
      }
    }
  }
}
