/// Local mode, where nobody signs in: whose a connection is, as the system knows it, and the secret
/// link for all the others.
///
/// The two ends of a connection and what a browser brought come in; whether it is the user who runs
/// Parley, or somebody who has the secret, goes out.
@NullMarked
package chat.parley.local;

import org.jspecify.annotations.NullMarked;
