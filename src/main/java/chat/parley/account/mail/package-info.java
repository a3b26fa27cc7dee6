/// E-mail to people: a recipient and words go in, whether a server took them comes out. It knows
/// nothing of accounts, and loads its library when the first one is sent.
@NullMarked
package chat.parley.account.mail;

import org.jspecify.annotations.NullMarked;
