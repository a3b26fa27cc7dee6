/// Parley's own documentation: as pages, and as the answers of Guide, the built-in provider.
///
/// In goes the Markdown of `docs/`, as it is shipped on the class path; out come sections that fit
/// a question, found by full text in a SQLite in memory, and answers that quote them. It knows
/// nothing of chats and of other models.
@NullMarked
package chat.parley.docs;

import org.jspecify.annotations.NullMarked;
