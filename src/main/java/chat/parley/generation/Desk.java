package chat.parley.generation;

import chat.parley.database.Database;
import chat.parley.live.Feeds;
import chat.parley.provider.Providers;
import chat.parley.provider.RetryPolicy;

/// What every worker works with.
///
/// @param contextWindow tokens assumed of a model whose server does not say
record Desk(
    Database database,
    Claims claims,
    Feeds feeds,
    Publisher publisher,
    Providers providers,
    RetryPolicy retries,
    int contextWindow,
    Fallbacks fallbacks,
    Entitlement entitlement) {}
