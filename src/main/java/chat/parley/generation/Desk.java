package chat.parley.generation;

import chat.parley.database.Database;
import chat.parley.live.Channels;
import chat.parley.model.ModelCatalogue;
import chat.parley.model.ModelFallbacks;
import chat.parley.provider.RetryPolicy;
import chat.parley.usage.AnswerPermission;
import chat.parley.user.AccountId;
import java.util.function.Function;

/// What every worker works with.
///
/// @param contextWindow tokens assumed of a model whose server does not say
/// @param systemPrompts what an account wants to stand in front of its chats; empty for nothing
record Desk(
    Database database,
    Queue queue,
    AnswerStore answers,
    Channels feeds,
    Publisher publisher,
    ModelCatalogue providers,
    RetryPolicy retries,
    int contextWindow,
    ModelFallbacks fallbacks,
    Function<AccountId, String> systemPrompts,
    AnswerPermission entitlement) {}
