/// Who is watching: the growing answer, positions in it, and waking its readers.
///
/// In come versions that are already in the database; out come frames for a reader that says what
/// it holds.
@NullMarked
package chat.parley.live;

import org.jspecify.annotations.NullMarked;
