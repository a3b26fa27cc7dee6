/// What was said: conversations and their messages as a tree.
///
/// Every look-up begins with an account, so that what is not yours is not found. It does not know
/// how answers come about.
@NullMarked
package chat.parley.conversation;

import org.jspecify.annotations.NullMarked;
