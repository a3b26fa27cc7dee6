/// The one coded exception with a message for the user. Everything may throw it, `web` alone
/// answers it.
@NullMarked
package chat.parley.problem;

import org.jspecify.annotations.NullMarked;
