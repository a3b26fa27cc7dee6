package chat.parley.generation;

import chat.parley.usage.ConcurrencyLimits;
import chat.parley.usage.FixedConcurrency;
import java.util.List;

/// The life of answers, as it should be or as it is: what both are told to do, and can be compared
/// in.
interface Life {
  String REFUSED = "refused";

  /// How many may be written at once, in every life.
  ConcurrencyLimits LIMITS = ConcurrencyLimits.of(new FixedConcurrency(3, 2, 2));

  /// Does something.
  ///
  /// @return what whoever did it was told
  String does(Deed deed);

  /// Everything that stands, a line for each chat and message.
  List<String> stands();

  static String of(String chat, int message) {
    return chat + "#" + message;
  }

  /// How a message that is no answer stands.
  static String question(int number, int parent, String text) {
    return "  %d of %d: %s".formatted(number, parent, text);
  }

  /// Where an answer is, and what is known of it.
  record Standing(
      String state,
      int epoch,
      int crashes,
      boolean stop,
      String holder,
      int leftOut,
      String provider,
      String text,
      String reasoning) {

    String line(int number, int parent) {
      return "  %d of %d: %s".formatted(number, parent, this);
    }
  }
}
