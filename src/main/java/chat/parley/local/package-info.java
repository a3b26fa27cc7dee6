/// Who is at the other end, where nobody signs in: whose connection it is, as the system knows it,
/// and the secret link for all the others.
///
/// Comes in: the two ends of a connection, and the data directory. Goes out: whether it is that of
/// the user who runs Parley, and whether what somebody brought is the secret. It knows nothing of
/// HTTP.
@NullMarked
package chat.parley.local;

import org.jspecify.annotations.NullMarked;
