/// Who acts: an account, its role, the session that a request came with, and the token that only
/// its holder knows. Values only: where they are stored is a matter of `account`.
@NullMarked
package chat.parley.user;

import org.jspecify.annotations.NullMarked;
