/// Passkeys: what a browser brings from somebody's device (WebAuthn, level 2), and whether it is
/// true. In go the bytes that came and what was expected; out comes a key, or why it was refused.
/// Knows nothing of accounts, pages or the database. Nothing of the library loads before the first
/// use.
@NullMarked
package chat.parley.account.passkey;

import org.jspecify.annotations.NullMarked;
