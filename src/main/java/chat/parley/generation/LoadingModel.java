package chat.parley.generation;

import chat.parley.provider.Fault;
import chat.parley.provider.RetryPolicy;
import java.time.Duration;
import java.util.Optional;

/// A model that its server still loads while an answer waits for it: no failure, and no try.
final class LoadingModel {
  private final RetryPolicy retries;
  private long since;
  private int looks;

  LoadingModel(RetryPolicy retries) {
    this.retries = retries;
  }

  /// How long to wait until it is asked again; nothing for another fault, or when it took too long.
  Optional<Duration> pause(Fault fault) {
    if (fault.kind() != Fault.Kind.LOADING) {
      return Optional.empty();
    }
    long now = System.nanoTime();
    since = looks++ == 0 ? now : since;
    return retries.whileLoading(fault, Duration.ofNanos(now - since), looks)
            instanceof RetryPolicy.Step.Again(Duration delay)
        ? Optional.of(delay)
        : Optional.empty();
  }

  /// Whether it was seen to load.
  boolean isKnown() {
    return looks > 0;
  }

  /// Of [System#nanoTime].
  long since() {
    return since;
  }
}
