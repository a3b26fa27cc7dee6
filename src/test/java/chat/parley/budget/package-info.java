/// What the budgets of speed rest on, counted instead of timed: memory that is allocated, bytes
/// that are sent, statements that are run, scripts that are loaded.
///
/// Such counts are the same on a busy machine. Each limit is the figure that was seen, with a
/// quarter more; who needs more than that changes the limit, and says why.
@NullMarked
package chat.parley.budget;

import org.jspecify.annotations.NullMarked;
