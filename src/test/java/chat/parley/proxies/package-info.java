/// Parley behind the proxies that people put in front: the real programs, each in a process of its
/// own.
@NullMarked
package chat.parley.proxies;

import org.jspecify.annotations.NullMarked;
