package chat.parley.guide;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Greetings, thanks, and questions about Guide itself: what needs no search.
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
          are doing today to a again test testing world works worked
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

  private SmallTalk() {}

  static Optional<String> replyTo(String text) {
    var plain = text.toLowerCase(Locale.ROOT).replace('’', '\'');
    var words = List.of(plain.replaceAll("[^\\p{L}\\p{N}' ]", " ").strip().split("\\s+"));
    var sentence = String.join(" ", words);
    if (sentence.isEmpty()) {
      return Optional.of(Replies.HELLO);
    }
    var asked = withoutGreeting(words);
    if (ABOUT.matcher(asked).matches()) {
      return Optional.of(Replies.HELLO);
    }
    if (words.stream().allMatch(word -> THANKS.contains(word) || FILLING.contains(word))
        && words.stream().anyMatch(THANKS::contains)) {
      return Optional.of(Replies.THANKS);
    }
    if (words.stream().allMatch(word -> GREETINGS.contains(word) || FILLING.contains(word))
        && words.stream().anyMatch(GREETINGS::contains)) {
      return Optional.of(Replies.HELLO);
    }
    return Optional.empty();
  }

  private static String withoutGreeting(List<String> words) {
    return String.join(
        " ",
        words.stream()
            .dropWhile(word -> GREETINGS.contains(word) || word.equals("there"))
            .toList());
  }

  private static Set<String> words(String words) {
    return Set.copyOf(Arrays.asList(words.strip().split("\\s+")));
  }
}
