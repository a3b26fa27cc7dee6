package chat.parley.provider;

import org.jspecify.annotations.Nullable;

/// A model that a provider lists.
///
/// @param provider the name of the provider that lists it
/// @param name the name by which the provider knows it
/// @param contextWindow tokens of prompt and answer together, or null where the provider does not
///   say
public record Model(String provider, String name, @Nullable Integer contextWindow) {}
