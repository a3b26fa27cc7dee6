package chat.parley.support;

import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A provider that answers by itself and at once: a few numbered words, with pauses of a random
/// length between them, too short to notice and long enough for someone to come in between. It can
/// go on from a prefix.
public final class Typist implements Provider {
  /// A message that begins with this is answered until someone stops it, the first time.
  public static final String ENDLESS = "Endlessly: ";

  private static final int WORDS = 5;
  private static final int LONGEST_PAUSE = 400; // microseconds

  private static final Pattern BEGINNING = Pattern.compile("(\\d+ )*");

  private final Random random;
  private final Set<String> begun = ConcurrentHashMap.newKeySet();

  public Typist(Random random) {
    this.random = random;
  }

  @Override
  public String name() {
    return "typist";
  }

  @Override
  public Listing models() {
    return new Listing.Models(List.of(new Model("typist", "words", 8192)));
  }

  @Override
  public boolean continuesPrefix() {
    return true;
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    String last = prompt.turns().getLast().text();
    boolean goesOn = BEGINNING.matcher(last).matches() && !last.isEmpty();
    int first = goesOn ? last.split(" ", -1).length - 1 : 0;
    boolean endless = last.startsWith(ENDLESS) && begun.add(last);
    for (int word = first; endless || word < WORDS; word++) {
      sink.accept(new Chunk.Text(word + " "));
      pause(endless ? 20_000 : random.nextInt(LONGEST_PAUSE));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return new Ending.Complete(false, 1, 1);
  }

  /// Whether it has begun to answer an endless message.
  public boolean hasBegun(String message) {
    return begun.contains(message);
  }

  /// Lets a little time go by.
  public static void pause(int micros) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  /// Whether this is what it has written up to some word: none missing, none twice.
  public static boolean isBeginning(String text) {
    StringBuilder whole = new StringBuilder();
    for (int word = 0; whole.length() < text.length(); word++) {
      whole.append(word).append(' ');
    }
    return whole.toString().equals(text);
  }

  /// Whether it has come to the end of this.
  public static boolean isWhole(String text) {
    return isBeginning(text) && text.split(" ", -1).length > WORDS;
  }
}
