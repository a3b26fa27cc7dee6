package chat.parley.provider;

import dev.langchain4j.http.client.sse.ServerSentEvent;

/// An event that forgets its data once it has been handled: LangChain4j keeps every event of an
/// answer until its end, which would be a hundred bytes for each character.
final class PassingEvent extends ServerSentEvent {

  private String data;

  /// @param name empty where the protocol's events have none
  PassingEvent(String name, String data) {
    super(name, "");
    this.data = data;
  }

  @Override
  public String data() {
    return data;
  }

  void passed() {
    data = "";
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
