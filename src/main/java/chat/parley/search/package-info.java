/// Finding it again: Parley's own docs, cut into sections, in a full-text index.
///
/// In goes a question in anybody's words, out come the sections that fit, best first, or nothing.
/// The index lives in memory, in a SQLite of its own; it knows nothing of chats and models.
@NullMarked
package chat.parley.search;

import org.jspecify.annotations.NullMarked;
