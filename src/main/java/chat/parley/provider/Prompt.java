package chat.parley.provider;

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
}
