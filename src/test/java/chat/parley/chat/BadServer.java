package chat.parley.chat;

import chat.parley.support.Script;
import chat.parley.support.Wire;
import java.io.IOException;

/// One way in which a server of models can fail, and what Parley makes of it.
///
/// @param patience which provider asks it
/// @param state how the answer ends
/// @param fault its name, or empty
/// @param text what there is of it
record BadServer(
    String name, Patience patience, Script script, String state, String fault, String text) {
  static final String KEPT = "What there is. ";

  /// Time-outs are short only where one is waited for, so that a slow machine makes no other.
  enum Patience {
    PATIENT,
    SHORT_BEFORE_THE_FIRST,
    SHORT_BETWEEN,
    /// Between, and for what only shows that the server is still there: as long as for the first.
    SHORT_FOR_SIGNS_OF_LIFE
  }

  @Override
  public String toString() {
    return name;
  }

  /// What a server does after its first words.
  interface Rest {
    void play(Wire wire) throws IOException, InterruptedException;
  }

  private static Script after(Rest rest) {
    return (_, wire) -> {
      wire.stream();
      wire.text(KEPT);
      rest.play(wire);
    };
  }

  static BadServer fails(String name, String fault, String text, Script script) {
    return new BadServer(name, Patience.PATIENT, script, "failed", fault, text);
  }

  static BadServer kept(String name, String fault, Rest rest) {
    return fails(name, fault, KEPT, after(rest));
  }

  static BadServer slow(String name, Patience patience, String text, Script script) {
    return new BadServer(name, patience, script, "failed", "timed-out", text);
  }

  static BadServer finishes(String name, String text, Rest rest) {
    return new BadServer(
        name,
        Patience.PATIENT,
        after(wire -> {
          rest.play(wire);
          wire.done();
          wire.end();
        }),
        "finished",
        "",
        text);
  }
}
