package chat.parley.generation;

import chat.parley.conversation.Message;
import chat.parley.conversation.MessageRole;
import chat.parley.provider.Turn;
import chat.parley.provider.TurnRole;
import java.util.ArrayList;
import java.util.List;

/// The path of a chat as a provider wants it. Pure.
final class PromptBuilder {
  private static final String GO_ON =
      "Continue your last message exactly where it broke off. Do not repeat any of it and do not comment on it.";

  private PromptBuilder() {}

  /// Answers without text are left out, and turns of the same role in a row are joined: many models
  /// refuse a prompt that does not alternate.
  ///
  /// @param path the messages before the answer, oldest first
  /// @param begun the text that the answer has already, or empty
  /// @param continuesPrefix whether the provider goes on from a prefix by itself; another is asked
  ///   to in words
  static List<Turn> turns(List<Message> path, String begun, boolean continuesPrefix) {
    List<Turn> turns = new ArrayList<>();
    for (Message message : path) {
      if (!message.text().isBlank()) {
        add(
            turns,
            message.role() == MessageRole.USER ? TurnRole.USER : TurnRole.ASSISTANT,
            message.text());
      }
    }
    if (!begun.isEmpty()) {
      add(turns, TurnRole.ASSISTANT, begun);
      if (!continuesPrefix) {
        add(turns, TurnRole.USER, GO_ON);
      }
    }
    return turns;
  }

  /// With what the person wants to stand in front of it, unseen.
  ///
  /// @param systemPrompt empty for nothing
  static List<Turn> withSystemPrompt(String systemPrompt, List<Turn> turns) {
    if (systemPrompt.isBlank()) {
      return turns;
    }
    List<Turn> all = new ArrayList<>(turns.size() + 1);
    all.add(new Turn(TurnRole.SYSTEM, systemPrompt));
    all.addAll(turns);
    return all;
  }

  private static void add(List<Turn> turns, TurnRole role, String text) {
    if (!turns.isEmpty() && turns.getLast().role() == role) {
      Turn last = turns.removeLast();
      turns.add(new Turn(role, last.text() + "\n\n" + text));
    } else {
      turns.add(new Turn(role, text));
    }
  }
}
