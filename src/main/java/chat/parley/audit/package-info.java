/// Who did what to whom: sign-ins, people, connections and limits. Never what people write. Written
/// by all rooms that change something of the kind; read on a page of its own.
@NullMarked
package chat.parley.audit;

import org.jspecify.annotations.NullMarked;
