package chat.parley.model;

import chat.parley.provider.Fault;
import chat.parley.provider.Model;
import chat.parley.provider.Provider;
import chat.parley.provider.Provider.Listing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one provider listed last, and the thread that asks it anew.
final class CachedListing implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CachedListing.class);

  /// Of a model, in characters. Longer ones are none that anybody means.
  private static final int LONGEST_NAME = 200;

  /// Of one provider, in the order in which it lists them.
  private static final int MOST_MODELS = 1_000;

  private final Provider provider;
  private final InstantSource clock;
  private final ThreadFactory threads;

  private @Nullable List<Model> models;
  private @Nullable Fault trouble;
  private @Nullable Instant askedAt;
  private @Nullable Thread asking;
  private boolean waitedOnce;
  private boolean closed;

  CachedListing(Provider provider, InstantSource clock, ThreadFactory threads) {
    this.provider = provider;
    this.clock = clock;
    this.threads = threads;
  }

  Provider provider() {
    return provider;
  }

  synchronized List<Model> models() {
    return models == null ? List.of() : models;
  }

  synchronized Optional<Fault> trouble() {
    return Optional.ofNullable(trouble);
  }

  /// Whether the provider has ever listed its models.
  synchronized boolean isKnown() {
    return models != null;
  }

  Optional<Model> find(String name) {
    return models().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  synchronized void refreshIfOld() {
    Duration fresh = trouble == null ? ModelCatalogue.FRESH : ModelCatalogue.FRESH_TROUBLE;
    Instant now = clock.instant();
    // A clock that was set back must not keep it for as long as that.
    if (askedAt == null || now.isBefore(askedAt) || !now.isBefore(askedAt.plus(fresh))) {
      refresh();
    }
  }

  /// Begins to ask, unless it is being asked.
  synchronized void refresh() {
    if (asking == null && !closed) {
      askedAt = clock.instant();
      asking = threads.newThread(this::ask);
      asking.start();
    }
  }

  /// Waits for the first answer, good or bad; a server that let somebody wait in vain is not waited
  /// for again.
  synchronized void awaitFirst(long untilNanos) {
    if (!waitedOnce && models == null && trouble == null) {
      awaitRunning(untilNanos);
    }
    waitedOnce = true;
  }

  synchronized void awaitRunning(long untilNanos) {
    try {
      long left = untilNanos - System.nanoTime();
      while (asking != null && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = untilNanos - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (asking != null) {
      asking.interrupt();
    }
  }

  private void ask() {
    Listing listing = null;
    try {
      listing = provider.models();
    } catch (RuntimeException e) {
      log.error("models could not be listed provider={}", provider.name(), e);
      listing =
          new Listing.Unknown(
              new Fault(Fault.Kind.UNAVAILABLE, "Parley failed to ask: " + e, null));
    } finally {
      answered(listing);
    }
  }

  /// What is in every menu of everybody must be small, whatever a server says.
  private static List<Model> bounded(List<Model> listed) {
    return listed.stream()
        .filter(model -> model.name().length() <= LONGEST_NAME)
        .limit(MOST_MODELS)
        .toList();
  }

  private synchronized void answered(@Nullable Listing listing) {
    switch (listing) {
      case Listing.Models(List<Model> listed) -> {
        models = bounded(listed);
        trouble = null;
      }
      case Listing.Unknown(Fault fault) -> trouble = fault;
      case null -> {}
    }
    asking = null;
    notifyAll();
  }
}
