package chat.parley.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Deeds at random, the same ones for the same seed: those that carry an answer on more often than
/// those that end it.
final class Deeds {
  private static final int LONGEST = 50;

  private final RandomGenerator random;

  Deeds(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  List<Deed> some() {
    List<Deed> deeds = new ArrayList<>();
    for (int left = random.nextInt(5, LONGEST); left > 0; left--) {
      deeds.add(one());
    }
    return deeds;
  }

  /// Of those that one answer needs to be written, to be lost and to be stopped.
  List<Deed> ofOneAnswer() {
    List<Deed> deeds = new ArrayList<>();
    deeds.add(new Deed.Begin(0, "continues", 0));
    for (int left = LONGEST; left > 0; left--) {
      deeds.add(
          switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> new Deed.Claim(random.nextInt(2));
            case 4, 5, 6 -> new Deed.Append(worker(), of("", "a"), "hm");
            case 7, 8, 9 -> new Deed.Restart();
            case 10 -> new Deed.Retry(0, 2, "");
            default -> new Deed.Stop(0, 2);
          });
    }
    return deeds;
  }

  private Deed one() {
    return switch (random.nextInt(30)) {
      case 0, 1 -> new Deed.Begin(random.nextInt(2), of("plain", "continues"), random.nextInt(3));
      case 2 -> new Deed.Send(chat(), random.nextInt(9), 0, random.nextInt(3));
      case 3 -> new Deed.Send(chat(), 0, random.nextInt(2) * random.nextInt(9), random.nextInt(3));
      case 4 -> new Deed.Again(chat(), message(), choice());
      case 5, 6 -> new Deed.Retry(chat(), message(), choice());
      case 7, 8 -> new Deed.Resume(chat(), message());
      case 9 -> new Deed.Stop(chat(), message());
      case 10 ->
          random.nextInt(3) == 0
              ? new Deed.SetClock(random.nextInt(-3600, 3600))
              : new Deed.Delete(chat());
      case 11 -> new Deed.Restore(chat());
      case 12, 13, 14, 15 -> new Deed.Claim(random.nextInt(2));
      case 16, 17, 18 -> new Deed.Append(worker(), of("", "a", "b "), of("", "", "hm"));
      case 19, 20 -> new Deed.Finish(worker(), of(Deed.How.values()), of("", "c"));
      case 21 -> new Deed.Leave(worker(), of("", "d"));
      case 22 ->
          random.nextBoolean()
              ? new Deed.Drop(worker())
              : new Deed.LeaveOut(worker(), random.nextInt(3));
      case 23 -> new Deed.Renew(random.nextInt(2));
      case 24 -> new Deed.Watch(random.nextInt(2), random.nextBoolean());
      case 25 -> new Deed.Crash(random.nextInt(2));
      case 26, 27 -> new Deed.Restart();
      case 28 -> new Deed.Stop(chat(), 2);
      default -> new Deed.Look(chat());
    };
  }

  /// The newest most often, as with workers.
  private int chat() {
    return of(0, 0, 1, 2);
  }

  private int worker() {
    return of(0, 0, 0, 0, 1, 1, 2, 4);
  }

  /// The first answer most often, and sometimes what is no answer.
  private int message() {
    return of(2, 2, 2, 2, 4, 4, 6, 3, 1, 0, 99);
  }

  private String choice() {
    return of("", "plain", "continues");
  }

  @SafeVarargs
  private <T> T of(T... all) {
    return all[random.nextInt(all.length)];
  }
}
