/// `bin/chaos`: the real program under people, readers, and a clock that kills, stops, cuts and
/// restarts it at random.
///
/// In go a plan and a seed, out comes one table: what was accepted, how the answers ended, what was
/// done to the program, and what was lost, doubled, taken back or stuck, which must be nothing.
@NullMarked
package chat.parley.chaos;

import org.jspecify.annotations.NullMarked;
