package chat.parley.http;

import gg.jte.models.runtime.JteModel;
import java.util.Map;

/// What a request is answered with.
public sealed interface Response {

  /// A page or a part of one.
  record Html(int status, JteModel model) implements Response {}

  /// An HTML part that is no template of its own.
  record Markup(int status, String html) implements Response {}

  /// Nothing to swap; htmx reads the headers.
  record Empty(Map<String, String> headers) implements Response {
    public Empty {
      headers = Map.copyOf(headers);
    }
  }

  /// Look there, with GET.
  record SeeOther(String location) implements Response {}

  record JsonBody(int status, Map<String, ?> body) implements Response {}

  record PlainBody(int status, String body) implements Response {}

  /// A table to be kept as a file.
  record CsvFile(String filename, String table) implements Response {}

  /// One event, and no more.
  record OneEvent(ServerSentEvent event) implements Response {}

  /// A static file.
  ///
  /// @param forEver whether its address never has another content
  record StaticFile(StaticFiles.LoadedFile entry, boolean forEver) implements Response {}

  /// What stays open for GET, without staying open.
  ///
  /// @param type media type
  record Head(String type) implements Response {}

  /// The handler writes the answer itself, over as long as it takes.
  record Streaming() implements Response {}
}
