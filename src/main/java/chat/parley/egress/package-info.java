/// How Parley calls out: by which proxy, and whose certificates it believes, as the environment and
/// the flags say. Whoever calls somebody on the network (servers of models, OpenID providers, the
/// mail server) is handed an [Egress]. Knows nothing of what is called, nor of who may call what.
@NullMarked
package chat.parley.egress;

import org.jspecify.annotations.NullMarked;
