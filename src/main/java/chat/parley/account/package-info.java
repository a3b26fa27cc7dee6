/// Who is asking. In local mode there is one account, made by the first migration; everything else
/// is scoped to an account from its first query on.
@NullMarked
package chat.parley.account;

import org.jspecify.annotations.NullMarked;
