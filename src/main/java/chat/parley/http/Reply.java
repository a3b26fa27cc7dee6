package chat.parley.http;

import gg.jte.models.runtime.JteModel;
import java.util.Map;

/// What a request is answered with.
public sealed interface Reply {

  /// A page or a part of one.
  record Html(int status, JteModel model) implements Reply {}

  /// An HTML part that is no template of its own.
  record Markup(int status, String html) implements Reply {}

  /// Nothing to swap; htmx reads the headers.
  record Done(Map<String, String> headers) implements Reply {
    public Done {
      headers = Map.copyOf(headers);
    }
  }

  /// Look there, with GET.
  record SeeOther(String location) implements Reply {}

  record Json(int status, Map<String, ?> body) implements Reply {}

  record Text(int status, String body) implements Reply {}

  /// A table to be kept as a file.
  record Csv(String filename, String table) implements Reply {}

  /// One event, and no more.
  record Events(Event event) implements Reply {}

  /// A static file.
  ///
  /// @param forEver whether its address never has another content
  record File(StaticFiles.Entry entry, boolean forEver) implements Reply {}

  /// What stays open for GET, without staying open.
  ///
  /// @param type media type
  record Head(String type) implements Reply {}

  /// The handler writes the answer itself, over as long as it takes.
  record Taken() implements Reply {}
}
