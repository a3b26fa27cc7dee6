package chat.parley.provider;

import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;

/// The reader's word that it wants no more of a stream.
final class Cancellation implements ServerSentEventParsingHandle {

  private boolean cancelled;

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
