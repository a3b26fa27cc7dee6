package chat.parley.provider;

import org.jspecify.annotations.Nullable;

/// How a provider's answer ended.
public sealed interface Ending {

  /// The provider said that it was done.
  ///
  /// @param cutShort the answer met the provider's length limit
  /// @param promptTokens as the provider counted them, or null
  /// @param completionTokens as the provider counted them, or null
  record Complete(
      boolean cutShort, @Nullable Integer promptTokens, @Nullable Integer completionTokens)
      implements Ending {}

  /// It did not come to its end. What was passed on before it stays.
  record Faulted(Fault fault) implements Ending {}
}
