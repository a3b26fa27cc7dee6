/// The built-in assistant for Parley itself: a provider that searches our docs instead of asking a
/// model.
@NullMarked
package chat.parley.guide;

import org.jspecify.annotations.NullMarked;
