/// Where heavy work is done: a few platform threads, so that the carriers of virtual threads stay
/// free for everybody. Work goes in and waits its turn; what comes of it goes out.
@NullMarked
package chat.parley.pool;

import org.jspecify.annotations.NullMarked;
