/// What all pages share: the document around them, messages at forms, dates in words, addresses.
///
/// The content of a page comes in with who looks at it; a whole page, or the part that htmx swaps,
/// goes out.
@NullMarked
package chat.parley.page;

import org.jspecify.annotations.NullMarked;
