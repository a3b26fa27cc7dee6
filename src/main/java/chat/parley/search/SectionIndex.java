package chat.parley.search;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the sections that fit a question. Built when the first question comes.
///
/// SQLite holds the thread that calls it, and would hold the carrier of a virtual one: so all
/// questions go through one platform thread. A question takes a few milliseconds.
public final class SectionIndex implements AutoCloseable {
  private final Supplier<List<Section>> sections;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("section-index").factory());

  /// Touched by that thread alone.
  private @Nullable Shelf shelf;

  public SectionIndex(Supplier<List<Section>> sections) {
    this.sections = sections;
  }

  /// At most this many sections, best first; none where nothing fits well enough.
  public List<Hit> find(Question question, int most) throws InterruptedException {
    try {
      return thread.submit(() -> shelf().find(question, most)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The docs could not be searched", e.getCause());
    }
  }

  private Shelf shelf() throws SQLException {
    var built = shelf;
    if (built == null) {
      built = new Shelf(sections.get());
      shelf = built;
    }
    return built;
  }

  @Override
  public void close() {
    thread.execute(() -> {
      var built = shelf;
      if (built != null) {
        built.close();
      }
    });
    thread.close();
  }
}
