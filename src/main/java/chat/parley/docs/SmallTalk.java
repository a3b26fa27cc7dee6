package chat.parley.docs;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What Guide says that does not stand in the docs: to greetings, thanks, questions about itself,
/// and to what it does not know.
final class SmallTalk {
  private static final Set<String> GREETINGS =
      words("hello hi hey hallo hola howdy greetings morning afternoon evening");
  private static final Set<String> THANKS = words("thanks thank thx ty cheers");

  /// Words that may stand beside those without making it a question.
  private static final Set<String> FILLING =
      words(
          """
          a all and awesome bye cool everyone for friend good great guide help helped helpful how i it
          lot many much nice ok okay parley perfect so that there this very was welcome well you your
          are doing today to again test testing world works worked
          """);

  private static final Pattern ABOUT =
      Pattern.compile(
          "(so )?(who|what) (are|r) (you|u)( exactly)?"
              + "|what can (you|i) (do|ask|ask you)( here| for me)?"
              + "|what do you (do|know)( about)?"
              + "|(can you )?help( me)?( please)?"
              + "|(are|r) (you|u) (a |an |the )?(real )?"
              + "(ai|bot|robot|human|person|chatgpt|gpt|claude|gemini|model|llm|language model|chatbot)"
              + "|what('s| is) your name"
              + "|(what|which) (language )?(model|llm|ai) (are|r) (you|u)"
              + "|who made you|introduce yourself|tell me about yourself|what is guide|who is guide");

  private static final String HELLO =
      """
      Hello! I am Guide, Parley's built-in help. I am not a language model: I look things up in \
      Parley's documentation and show what fits. You can ask me, for example:

      - How do I connect a model? ([Connecting a model](/docs/connecting-a-model))
      - How do I make a backup? ([Backups](/docs/backups))
      - Which keyboard shortcuts are there? ([Keyboard shortcuts](/docs/keyboard-shortcuts))
      - What happens when I reload the page? ([How answers work](/docs/how-answers-work))
      - Which settings are there? ([Configuration](/docs/configuration))

      For everything else [connect a model](/docs/connecting-a-model#how-to-connect-a-model): \
      then it answers instead of me.
      """;

  private static final String WELCOME =
      """
      You are welcome. All that I know stands in [the documentation](/docs).
      """;

  static final String UNKNOWN =
      """
      I do not know. I am Guide, Parley's built-in help: not a language model. I only know Parley, \
      and I found nothing about this in [its documentation](/docs).

      If your question is about Parley, try it in other words. For everything else \
      [connect a model](/docs/connecting-a-model#how-to-connect-a-model), which may run on your own \
      computer, for example with [Ollama](/docs/connecting-a-model#ollama).
      """;

  private SmallTalk() {}

  static Optional<String> replyTo(String text) {
    var plain = text.toLowerCase(Locale.ROOT).replace('’', '\'');
    var words = List.of(plain.replaceAll("[^\\p{L}\\p{N}' ]", " ").strip().split("\\s+"));
    var asked =
        words.stream()
            .dropWhile(word -> GREETINGS.contains(word) || word.equals("there"))
            .collect(Collectors.joining(" "));
    if (asked.isEmpty() || ABOUT.matcher(asked).matches() || say(GREETINGS, words)) {
      return Optional.of(HELLO);
    }
    return say(THANKS, words) ? Optional.of(WELCOME) : Optional.empty();
  }

  private static boolean say(Set<String> some, List<String> words) {
    return words.stream().anyMatch(some::contains)
        && words.stream().allMatch(word -> some.contains(word) || FILLING.contains(word));
  }

  private static Set<String> words(String words) {
    return Set.of(words.strip().split("\\s+"));
  }
}
