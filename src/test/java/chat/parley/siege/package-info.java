/// `bin/siege`: the real program with little memory, under everything that is known to have stopped
/// it, while people chat beside and somebody asks whether it is up.
///
/// In go minutes and a seed, out comes a table: what was tried, what it was answered with, how fast
/// `/up` was meanwhile, and whether every byte of people's answers came. Loopback only; it ends by
/// itself, and ends only what it started.
@NullMarked
package chat.parley.siege;

import org.jspecify.annotations.NullMarked;
