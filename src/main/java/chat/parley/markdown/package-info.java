/// Text to safe HTML, whole (`Markdown`) or while it grows (`GrowingMarkdown`). Pure: no I/O, no
/// knowledge of chats.
@NullMarked
package chat.parley.markdown;

import org.jspecify.annotations.NullMarked;
