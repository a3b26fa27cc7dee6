/// Looks for texts whose Markdown costs more than their length allows.
@NullMarked
package chat.parley.fuzz;

import org.jspecify.annotations.NullMarked;
