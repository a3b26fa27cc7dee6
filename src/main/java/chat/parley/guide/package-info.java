/// The built-in assistant for Parley itself: a provider that searches our docs instead of asking a
/// model.
///
/// In goes a prompt, as to every provider; out come pieces of Markdown, the same for the same
/// prompt. It knows nothing but the docs.
@NullMarked
package chat.parley.guide;

import org.jspecify.annotations.NullMarked;
