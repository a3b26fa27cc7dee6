package chat.parley.usage;

/// What may be used where nothing else was decided.
///
/// @param usual what an account may use
/// @param concurrency how many answers are written at the same time
/// @param storage how much may be stored
public record UsageConfig(Limits usual, FixedConcurrency concurrency, StorageLimits storage) {}
