/// An answer being written: claim, renew, finish; the workers, the publisher and the recovery.
///
/// States are types; every change is a compare-and-set on state and epoch, and the count of changed
/// rows is looked at.
@NullMarked
package chat.parley.generation;

import org.jspecify.annotations.NullMarked;
