package chat.parley.generation;

import chat.parley.database.Database;
import chat.parley.generation.FairScheduler.WaitingAnswer;
import chat.parley.usage.ConcurrencyLimits;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.Nested;

/// Where the answers that wait stand.
final class QueuePlaces {
  private QueuePlaces() {}

  /// A place in the queue, from 1; 0 = behind another answer of its own conversation.
  record QueuePlace(String conversation, int message, int place) {}

  private record Candidate(
      @Nested WaitingAnswer waiting, String conversation, int message, boolean first) {}

  /// The places of all that wait. This reads each of them: for those who watch, now and then.
  static List<QueuePlace> all(Database database, ConcurrencyLimits limits) {
    return database.read(handle -> {
      List<Candidate> candidates = candidates(handle);
      Map<Long, Integer> places =
          new FairScheduler(limits, Queue.running(handle))
              .places(
                  candidates.stream().filter(Candidate::first).map(Candidate::waiting).toList());
      return candidates.stream()
          .map(one ->
              new QueuePlace(
                  one.conversation(), one.message(), places.getOrDefault(one.waiting().id(), 0)))
          .toList();
    });
  }

  private static List<Candidate> candidates(Handle handle) {
    return handle
        .createQuery(
            """
            select g.id, g.account_id as account, g.provider, g.conversation_id as conversation, g.message,
              not exists (
                select 1 from generation o
                where o.conversation_id = g.conversation_id
                  and o.state <> 'ended' and (o.state = 'running' or o.id < g.id)) as first
            from generation g
                join conversation c on c.id = g.conversation_id and c.deleted_at is null
                where g.state = 'queued' order by g.queued_at, g.id
            """)
        .mapTo(Candidate.class)
        .list();
  }
}
