package chat.parley.provider;

import java.util.ArrayList;
import java.util.List;

/// What a provider is asked: the path of the chat, oldest first. The last turn is the user's, or,
/// where the provider {@linkplain Provider#continuesPrefix() continues a prefix}, the beginning of
/// the assistant's answer.
///
/// @param model the model's name as the provider lists it
public record Prompt(String model, List<Turn> turns) {
  public Prompt {
    turns = List.copyOf(turns);
  }

  /// The turns as they are sent: neighbours of one role become one message, and blank ones are left
  /// out. A question whose answer failed stands beside the next one, and many chat templates insist
  /// on turns that alternate.
  List<Turn> joined() {
    List<Turn> joined = new ArrayList<>();
    for (Turn turn : turns) {
      if (turn.text().isBlank()) {
        continue;
      }
      if (!joined.isEmpty() && joined.getLast().role() == turn.role()) {
        joined.add(new Turn(turn.role(), joined.removeLast().text() + "\n\n" + turn.text()));
      } else {
        joined.add(turn);
      }
    }
    return joined;
  }
}
