/// Finding it again: sections of text in a full-text index.
@NullMarked
package chat.parley.search;

import org.jspecify.annotations.NullMarked;
