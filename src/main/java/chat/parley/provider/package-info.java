/// Who writes the answers: one interface, `Provider`, and a class for each protocol of servers of
/// models, which `ModelServer.open` chooses.
///
/// In goes a `Prompt`, out come `Chunk`s and one `Ending`. Faults are data, named so that a person
/// understands them. It knows nothing of databases, chats or pages.
@NullMarked
package chat.parley.provider;

import org.jspecify.annotations.NullMarked;
