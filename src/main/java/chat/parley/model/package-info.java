/// Which models answer: connections and what was decided about them, their keys (encrypted), the
/// providers that are made of them, what they list, and the servers found on this computer.
@NullMarked
package chat.parley.model;

import org.jspecify.annotations.NullMarked;
