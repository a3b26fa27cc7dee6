package chat.parley.provider;

import chat.parley.provider.EventStream.Event;
import chat.parley.provider.StreamPiece.Delta;
import java.util.List;

/// How one protocol puts an answer into events; made anew for each answer, because some say at the
/// start what counts at the end.
///
/// Everything is read here, and LangChain4j is handed the same in its own words, with nothing else
/// in it: it knows only the fields of a certain day, ends an answer that has others with an
/// exception, joins what should not be joined, and drops refusals, time-outs and errors.
public interface Dialect {

  /// What an event says; a finish is taken for provisional, since some servers say it in each.
  StreamPiece read(Event event);

  /// The events that LangChain4j understands as just this; none where it need not know.
  List<PassingEvent> written(Delta delta);
}
