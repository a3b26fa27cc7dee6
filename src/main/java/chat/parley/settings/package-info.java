/// What an account chose: defaults that outlive the page. The connections to models, with what was
/// decided about each, and the providers that are made of them; their keys are encrypted.
@NullMarked
package chat.parley.settings;

import org.jspecify.annotations.NullMarked;
