package chat.parley.bench;

import java.time.Duration;
import java.util.List;

/// One or more budgets that are measured in one go.
///
/// @param name for `bin/bench NAME`
/// @param limit how long it may take
record Row(String name, Duration limit, Measuring measuring) {

  /// Measures.
  interface Measuring {
    List<Figure> measure(Load load) throws Exception;
  }
}
