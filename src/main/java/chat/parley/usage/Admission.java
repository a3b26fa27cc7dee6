package chat.parley.usage;

import chat.parley.problem.Problem;
import org.jdbi.v3.core.Handle;

/// Whether somebody may have another answer now. Asked inside the transaction that would queue it,
/// and only for what was not asked for before: who sends the same once more is told where it went,
/// whatever was used up meanwhile.
@FunctionalInterface
public interface Admission {
  /// @throws Problem when they may not
  void check(Handle handle);
}
