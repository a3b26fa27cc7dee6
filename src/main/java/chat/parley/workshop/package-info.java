/// Where heavy work is done: a few platform threads, so that the carriers of virtual threads stay
/// free for everybody.
@NullMarked
package chat.parley.workshop;

import org.jspecify.annotations.NullMarked;
