package chat.parley.provider;

import chat.parley.provider.EventStream.Event;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The events of one response's body.
interface Events {

  /// The next event that has data, or null at the end of the stream.
  ///
  /// @throws Faulted when it is larger than {@value Lines#MAX_EVENT} bytes
  @Nullable Event next() throws IOException;
}
