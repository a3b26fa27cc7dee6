/// What an account chose: defaults that outlive the page; and what is encrypted where it is stored.
@NullMarked
package chat.parley.settings;

import org.jspecify.annotations.NullMarked;
