package chat.parley.provider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A provider behind a [CircuitBreaker]: while its server is known to be down, answers fail at once
/// and say when it is asked again. Listings always ask: they are short, and show that it is back.
///
/// The provider belongs to whoever made it.
public final class CircuitBreakingProvider implements Provider {

  private final Provider provider;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private CircuitBreaker breaker = CircuitBreaker.untried();

  public CircuitBreakingProvider(Provider provider, InstantSource clock) {
    this.provider = provider;
    this.clock = clock;
  }

  /// How it stands, for a page.
  public CircuitBreaker breaker() {
    lock.lock();
    try {
      return breaker;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public boolean continuesPrefix() {
    return provider.continuesPrefix();
  }

  @Override
  public Listing models() {
    Listing listing = provider.models();
    if (listing instanceof Listing.Models) {
      step(CircuitBreaker::seen);
    }
    return listing;
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    AnswerReport attempt = new AnswerReport();
    Optional<Fault> refusal = attempt.enter();
    if (refusal.isPresent()) {
      return new Ending.Faulted(refusal.get());
    }
    try {
      Ending ending =
          provider.answer(
              prompt,
              chunk -> {
                attempt.succeed();
                sink.accept(chunk);
              });
      switch (ending) {
        case Ending.Complete _ -> attempt.succeed();
        case Ending.Faulted(Fault fault) -> attempt.fail(fault);
      }
      return ending;
    } finally {
      attempt.leave();
    }
  }

  private interface Transition {
    CircuitBreaker from(CircuitBreaker state, Instant now);
  }

  private void step(Transition step) {
    lock.lock();
    try {
      breaker = step.from(breaker, clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /// One answer's word on the server, said once; used by one thread.
  private final class AnswerReport {

    private boolean trying;
    private boolean said;

    Optional<Fault> enter() {
      lock.lock();
      try {
        Instant now = clock.instant();
        if (!breaker.admits(now)) {
          return breaker.refusal(now);
        }
        breaker = breaker.entered(now);
        trying = breaker instanceof CircuitBreaker.HalfOpen;
        return Optional.empty();
      } finally {
        lock.unlock();
      }
    }

    /// With the first chunk: the others need not wait for the last.
    void succeed() {
      if (!said) {
        said = true;
        step((state, _) -> state.succeeded());
      }
    }

    void fail(Fault fault) {
      if (!said) {
        said = true;
        step((state, now) -> state.failed(fault, trying, now));
      }
    }

    /// Interrupted, or ended by whoever listened.
    void leave() {
      if (trying && !said) {
        step(CircuitBreaker::abandoned);
      }
    }
  }
}
