/// What people decide for themselves: with what a chat begins, and the page of one's own settings.
@NullMarked
package chat.parley.settings;

import org.jspecify.annotations.NullMarked;
