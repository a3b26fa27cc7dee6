/// People, and how they sign in: accounts, sessions, passwords, links, second factors, passkeys,
/// and the pages for all of these. Its neighbours below speak the protocols: `oidc`, `passkey`,
/// `mail`.
///
/// In local mode there is one account, made by the first migration, and none of the pages.
@NullMarked
package chat.parley.account;

import org.jspecify.annotations.NullMarked;
