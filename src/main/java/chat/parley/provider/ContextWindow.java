package chat.parley.provider;

import java.util.ArrayList;
import java.util.List;

/// Fits the path of a chat into a model's context window, leaving out the oldest turns.
///
/// The window holds the prompt and the answer: a {@value #ANSWER_SHARE}th of it, at most {@value
/// #MOST_FOR_ANSWER} tokens, is kept for the answer.
public final class ContextWindow {

  /// What is assumed of a model whose server does not say.
  static final int DEFAULT_TOKENS = 8192;

  static final int ANSWER_SHARE = 4;
  static final int MOST_FOR_ANSWER = 4096;

  /// Roles and separators of the chat template, around each turn.
  private static final int TOKENS_AROUND_A_TURN = 8;

  private ContextWindow() {}

  /// @param turns the turns to send, oldest first
  /// @param leftOut how many turns were left out
  public record Fitted(List<Turn> turns, int leftOut) {
    public Fitted {
      turns = List.copyOf(turns);
    }
  }

  /// Keeps a leading system turn, and everything from the last user turn on, even where these alone
  /// are too long: the provider then says so, and the person shortens the message. Between them the
  /// newest turns are kept, and the first of these is never the assistant's.
  public static Fitted fit(List<Turn> turns, int windowTokens) {
    int head = !turns.isEmpty() && turns.getFirst().role() == TurnRole.SYSTEM ? 1 : 0;
    int from = Math.max(head, lastUserTurn(turns));
    long room =
        room(windowTokens)
            - tokens(turns.subList(0, head))
            - tokens(turns.subList(from, turns.size()));
    while (from > head && tokens(turns.get(from - 1)) <= room) {
      from--;
      room -= tokens(turns.get(from));
    }
    while (from < turns.size() - 1 && turns.get(from).role() == TurnRole.ASSISTANT) {
      from++;
    }
    List<Turn> kept = new ArrayList<>(turns.subList(0, head));
    kept.addAll(turns.subList(from, turns.size()));
    return new Fitted(kept, from - head);
  }

  /// Fits into half of what was tried: for when the provider still said "context too long", because
  /// its window is smaller than it said or its tokens are shorter than estimated.
  ///
  /// @param windowTokens the window that the turns were fitted to before
  public static Fitted tighter(List<Turn> turns, int windowTokens) {
    long half = tokens(fit(turns, windowTokens).turns()) / 2;
    long window = half + Math.min(half / (ANSWER_SHARE - 1), MOST_FOR_ANSWER);
    return fit(turns, (int) Math.max(1, Math.min(window, windowTokens / 2)));
  }

  /// An estimate of a text's tokens, rather too many than too few: 3.5 characters of ASCII to the
  /// token (English prose has 4 to 5, code 3 to 4), 1.5 UTF-16 units of other scripts, and a token
  /// for each Chinese, Japanese or Korean character or half of an emoji. A real tokenizer would be
  /// another one for each model, and megabytes of tables.
  public static int tokens(String text) {
    // In 21sts of a token, so that it stays whole: 1/3.5 = 6/21, 1/1.5 = 14/21.
    long parts = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        parts += 6;
      } else if (c < 0x1100) {
        parts += 14;
      } else {
        parts += 21;
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, (parts + 20) / 21);
  }

  private static int lastUserTurn(List<Turn> turns) {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (turns.get(i).role() == TurnRole.USER) {
        return i;
      }
    }
    return Math.max(0, turns.size() - 1);
  }

  private static int room(int windowTokens) {
    return windowTokens - Math.min(windowTokens / ANSWER_SHARE, MOST_FOR_ANSWER);
  }

  /// An estimate of a prompt's tokens.
  public static long tokens(List<Turn> turns) {
    return turns.stream().mapToLong(ContextWindow::tokens).sum();
  }

  private static long tokens(Turn turn) {
    return TOKENS_AROUND_A_TURN + (long) tokens(turn.text());
  }
}
