/// Parley's own docs as pages.
@NullMarked
package chat.parley.docs;

import org.jspecify.annotations.NullMarked;
