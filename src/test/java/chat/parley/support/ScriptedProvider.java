package chat.parley.support;

import chat.parley.provider.Chunk;
import chat.parley.provider.Ending;
import chat.parley.provider.Fault;
import chat.parley.provider.Model;
import chat.parley.provider.Prompt;
import chat.parley.provider.Provider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A provider that a test plays: it gets each prompt as an `SecondStepOptions`, and says what the
/// test says.
public final class ScriptedProvider implements Provider {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final boolean continuesPrefix;
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  public ScriptedProvider() {
    this("scripted", false);
  }

  public ScriptedProvider(String name, boolean continuesPrefix) {
    this.name = name;
    this.continuesPrefix = continuesPrefix;
  }

  /// Waits until the provider is asked for the next answer.
  public Asked asked() throws InterruptedException {
    Asked next = asked.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("The provider was not asked within " + PATIENCE);
    }
    return next;
  }

  /// Waits until the provider is asked this, passing over everything else.
  public Asked asked(String question) throws InterruptedException {
    Asked next = asked();
    while (!next.prompt().turns().getLast().text().equals(question)) {
      next = asked();
    }
    return next;
  }

  /// Whether it has been asked for an answer that no test has taken yet.
  public boolean isAsked() {
    return !asked.isEmpty();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Listing models() {
    return new Listing.Models(
        List.of(new Model(name, "small", 8192), new Model(name, "large", 128_000)));
  }

  @Override
  public boolean continuesPrefix() {
    return continuesPrefix;
  }

  @Override
  public Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException {
    Asked now = new Asked(prompt);
    asked.add(now);
    try {
      while (true) {
        switch (now.lines.take()) {
          case Line.Say(Chunk chunk) -> sink.accept(chunk);
          case Line.End(Ending ending) -> {
            return ending;
          }
        }
      }
    } finally {
      now.over.countDown();
    }
  }

  private sealed interface Line {
    record Say(Chunk chunk) implements Line {}

    record End(Ending ending) implements Line {}
  }

  /// One answer that Parley waits for.
  public static final class Asked {
    private final Prompt prompt;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);

    private Asked(Prompt prompt) {
      this.prompt = prompt;
    }

    public Prompt prompt() {
      return prompt;
    }

    public Asked say(String text) {
      lines.add(new Line.Say(new Chunk.Text(text)));
      return this;
    }

    public Asked think(String reasoning) {
      lines.add(new Line.Say(new Chunk.Reasoning(reasoning)));
      return this;
    }

    /// All that was said so far was reasoning.
    public Asked wasReasoning() {
      lines.add(new Line.Say(new Chunk.TextWasReasoning()));
      return this;
    }

    public void finish() {
      lines.add(new Line.End(new Ending.Complete(false, 10, 20)));
    }

    public void end(Ending ending) {
      lines.add(new Line.End(ending));
    }

    public void fail(Fault.Kind kind) {
      lines.add(new Line.End(new Ending.Faulted(new Fault(kind, "scripted", null))));
    }

    /// Whether Parley has left.
    public boolean isOver() {
      return over.getCount() == 0;
    }

    /// Waits until Parley has left, because the answer ended or was stopped.
    public void awaitOver() throws InterruptedException {
      if (!over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("Parley still waits for this answer after " + PATIENCE);
      }
    }
  }
}
