/// The pages of chats and their streams: what is written comes in, messages go out as HTML, events,
/// JSON or text. What it shows it reads from `generation` and `live`; it writes nothing itself.
@NullMarked
package chat.parley.chat;

import org.jspecify.annotations.NullMarked;
