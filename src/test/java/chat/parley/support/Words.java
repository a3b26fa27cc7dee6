package chat.parley.support;

import java.io.IOException;

/// The words of one protocol for what every answer says.
public interface Words {

  /// The head of the response, and whatever comes before the first piece.
  void begin(Wire wire) throws IOException;

  void text(Wire wire, String text) throws IOException;

  void reasoning(Wire wire, String reasoning) throws IOException;

  /// Says nothing, and keeps the connection open.
  void keepAlive(Wire wire) throws IOException;

  /// The answer's end, with 7 tokens of prompt and 2 of answer.
  ///
  /// @param cutShort it met the limit of its length
  void finish(Wire wire, boolean cutShort) throws IOException;

  /// An error in the middle of the stream: the server has too much to do.
  void overloaded(Wire wire) throws IOException;

  /// These pieces, and a good end.
  default Script good(String... pieces) {
    return (_, wire) -> {
      begin(wire);
      for (String piece : pieces) {
        text(wire, piece);
      }
      finish(wire, false);
      wire.end();
    };
  }

  /// What is wanted after these pieces.
  default Script after(String[] pieces, Script then) {
    return (request, wire) -> {
      begin(wire);
      for (String piece : pieces) {
        text(wire, piece);
      }
      then.play(request, wire);
    };
  }
}
