/// All that somebody has here, as a whole: taken along as a zip, deleted for good, and checked for
/// what must always hold between the rows of a database.
@NullMarked
package chat.parley.data;

import org.jspecify.annotations.NullMarked;
