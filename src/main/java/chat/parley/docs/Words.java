package chat.parley.docs;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The words of a text, as the index cuts them, and which of them carry its meaning.
final class Words {
  /// A question that is longer is read to here.
  private static final int LONGEST_TEXT = 4_000;

  private static final int MOST_WORDS = 40;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern APOSTROPHE = Pattern.compile("(?<=\\p{L})['’](?=\\p{L})");

  /// Words that say nothing about a subject; Parley itself is the subject of every page.
  private static final Set<String> EMPTY =
      Set.of(
          """
          a about above actually after again all already also always am an and another any anyone
          anything are as at be because been before behind being below beside between but by can
          cannot cant could did didnt do does doesnt doing dont during each either else even ever
          every everything few for from had has hasnt have havent having he hello help her here
          hey hi him his how i id if ill im in instead into is isnt it its itself ive just kind
          let like lot many may maybe me mean means might more most much must my myself need needs
          no not now of off often ok okay on once one only onto or other our out over own parley
          perhaps please possible quite rather really s same shall she should so some somebody
          someone something still such t than thank thanks that thats the their them then there
          these they thing things this those though through to too twice under until up us very
          via want wanted wants was wasnt way we well were what whats when where which while who
          whom whose why will with within without wont would yes yet you your yours
          """
              .split("\\s+"));

  /// Words that nearly every question has: they decide only where nothing else does.
  private static final Set<String> FAINT =
      Set.of(
          """
          able bit button came change come comes day different easily explain find first found get
          gets getting give gives go goes going good got happen happens keep keeping keeps know
          leave little live look make makes making new part people person place possible put
          quickly run running runs said say saying says second see set show take talk talking tell
          thing third time today took try trying two use used uses using went work working works
          write
          """
              .split("\\s+"));

  private Words() {}

  /// All words, in lower case.
  static List<String> of(String text) {
    var joined = APOSTROPHE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
    return WORD.matcher(joined).results().map(word -> word.group()).toList();
  }

  /// All words but the empty ones.
  static List<String> full(String text) {
    return of(text).stream().filter(word -> !EMPTY.contains(word)).toList();
  }

  /// The words of a question that carry its meaning, each once.
  static List<String> telling(String text) {
    var cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    return full(cut).stream().distinct().limit(MOST_WORDS).toList();
  }

  static boolean faint(String word) {
    return FAINT.contains(word);
  }
}
