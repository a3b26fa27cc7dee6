/// What the tests share: servers on real sockets, a settable clock, the named cast.
@NullMarked
package chat.parley.support;

import org.jspecify.annotations.NullMarked;
