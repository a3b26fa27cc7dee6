package chat.parley.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes what fails small: leaves out whatever the failure does not need, in ever smaller parts.
public final class Smallest {
  /// How often it tries; what it has then is small enough to be read.
  private static final int MOST_TRIES = 3_000;

  private Smallest() {}

  /// What is left of a sequence that fails when nothing more can be left out.
  ///
  /// @param fails whether a part of it still fails
  public static <T> List<T> of(List<T> failing, Predicate<List<T>> fails) {
    List<T> left = failing;
    int tries = 0;
    for (int part = Math.max(1, left.size() / 2); part > 0; ) {
      boolean smaller = false;
      for (int from = left.size() - part; from > -part && tries < MOST_TRIES; from -= part) {
        List<T> rest = without(left, Math.max(0, from), from + part);
        tries++;
        if (rest.size() < left.size() && fails.test(rest)) {
          left = rest;
          smaller = true;
        }
      }
      part = smaller ? Math.min(part, Math.max(1, left.size() / 2)) : part / 2;
      if (tries >= MOST_TRIES) {
        break;
      }
    }
    return left;
  }

  private static <T> List<T> without(List<T> list, int from, int to) {
    List<T> rest = new ArrayList<>(list.subList(0, from));
    rest.addAll(list.subList(Math.min(to, list.size()), list.size()));
    return rest;
  }
}
