package chat.parley.provider;

import java.util.List;
import java.util.function.Consumer;

/// Someone who writes answers. Blocking: call it on a virtual thread of its own.
public interface Provider {
  /// The name of the one that is always there and answers with Parley's docs: no other may have it.
  String BUILT_IN = "guide";

  /// The name that stands in the model menu and in the database, like `openai`.
  String name();

  /// Lists the models, asking the server anew.
  Listing models();

  /// Writes one answer and passes its chunks to the sink as they come, on the calling thread.
  ///
  /// Tries once; whoever calls decides whether to try again. What the sink throws comes out
  /// unchanged, after the connection has been closed.
  ///
  /// @throws InterruptedException when the thread was interrupted; the connection is closed by then
  Ending answer(Prompt prompt, Consumer<Chunk> sink) throws InterruptedException;

  /// Whether a prompt may end with the beginning of an answer, which the provider then goes on
  /// with.
  default boolean continuesPrefix() {
    return false;
  }

  /// What a server said when it was asked for its models.
  sealed interface Listing {
    record Models(List<Model> models) implements Listing {
      public Models {
        models = List.copyOf(models);
      }
    }

    record Unknown(Fault fault) implements Listing {}
  }
}
