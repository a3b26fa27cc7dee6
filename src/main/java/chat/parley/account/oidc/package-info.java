/// Who somebody is elsewhere: OpenID Connect, authorization code flow with PKCE. An address to send
/// a browser to goes out, what the browser brings back comes in, and what is left is a person whom
/// the provider vouches for. It knows nothing of accounts, and loads its library when somebody
/// first signs in with a provider.
@NullMarked
package chat.parley.account.oidc;

import org.jspecify.annotations.NullMarked;
