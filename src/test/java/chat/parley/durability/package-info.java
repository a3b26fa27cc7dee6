/// Promises of the whole program, tested by breaking it on purpose: killed processes, cut readers,
/// failing disks.
@NullMarked
package chat.parley.durability;

import org.jspecify.annotations.NullMarked;
