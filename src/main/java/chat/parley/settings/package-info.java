/// What an account chose: defaults that outlive the page.
@NullMarked
package chat.parley.settings;

import org.jspecify.annotations.NullMarked;
