/// The program: `Main` reads `Config`, opens `App`, waits and closes.
///
/// `App` builds every object once, in the order in which they need each other, and closes them in
/// reverse. It may use everything; nothing may use it.
@NullMarked
package chat.parley;

import org.jspecify.annotations.NullMarked;
