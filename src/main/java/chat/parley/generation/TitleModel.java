package chat.parley.generation;

import chat.parley.provider.Provider;

/// Who makes the titles of chats.
public sealed interface TitleModel {
  /// A chat keeps the first words of its first message.
  record NoModel() implements TitleModel {}

  /// The model that wrote a chat's first answer.
  record WhoAnswered() implements TitleModel {}

  /// One for all: the cheapest, say.
  record Named(String provider, String model) implements TitleModel {}

  /// Whether chats with a provider get titles that a model makes. Guide answers with our docs, and
  /// makes nothing of its own.
  default boolean gives(String provider) {
    return !(this instanceof NoModel) && !provider.equals(Provider.BUILT_IN);
  }

  /// @throws IllegalArgumentException with a sentence that says what there is
  static TitleModel of(String word) {
    String said = word.strip();
    int slash = said.indexOf('/');
    return switch (said) {
      case "off" -> new NoModel();
      case "auto" -> new WhoAnswered();
      default -> {
        if (slash < 1 || slash == said.length() - 1) {
          throw new IllegalArgumentException(
              "--titles is auto, off or a model like openai/gpt-5-nano, not " + said);
        }
        yield new Named(said.substring(0, slash), said.substring(slash + 1));
      }
    };
  }
}
