package chat.parley.generation;

import chat.parley.provider.RetryPolicy;
import chat.parley.user.AccountId;
import java.util.function.Function;

/// How answers are written.
///
/// @param contextWindow tokens assumed of a model whose server does not say
/// @param titles who makes the titles of chats
/// @param systemPrompts what an account wants to stand in front of its chats; empty for nothing
public record GenerationConfig(
    QueueTimings timings,
    RetryPolicy retries,
    int contextWindow,
    TitleModel titles,
    Function<AccountId, String> systemPrompts) {}
