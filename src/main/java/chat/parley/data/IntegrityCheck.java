package chat.parley.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/// What always holds between the rows of a database, whatever was interrupted: for those who want
/// to know whether one is whole.
public final class IntegrityCheck {
  private static final List<Invariant> ALL =
      List.of(
          new Invariant(
              "answers without the work that writes them",
              """
              select m.conversation_id || '#' || m.number from message m
              left join generation g on g.conversation_id = m.conversation_id and g.message = m.number
              where m.role = 'assistant' and g.id is null
              """),
          new Invariant(
              "people's messages that something writes as if they were answers",
              """
              select m.conversation_id || '#' || m.number from message m
              join generation g on g.conversation_id = m.conversation_id and g.message = m.number
              where m.role = 'user'
              """),
          new Invariant(
              "messages below one that is not there, or not before them",
              """
              select m.conversation_id || '#' || m.number from message m
              left join message p on p.conversation_id = m.conversation_id and p.number = m.parent
              where m.parent is not null and (p.number is null or p.number >= m.number)
              """),
          new Invariant(
              "answers that stand below no message of a person",
              """
              select m.conversation_id || '#' || m.number from message m
              left join message p on p.conversation_id = m.conversation_id and p.number = m.parent
              where m.role = 'assistant' and p.role is distinct from 'user'
              """),
          new Invariant(
              "messages that are newer than their chat",
              """
              select m.conversation_id || '#' || m.number from message m
              join conversation c on c.id = m.conversation_id
              where m.revision > c.revision or m.number > c.last_number
              """),
          new Invariant(
              "chats whose last message is missing",
              """
              select c.id from conversation c
              where c.last_number <> (
                select coalesce(max(m.number), 0) from message m where m.conversation_id = c.id)
              """),
          new Invariant(
              "pieces of text that belong to no answer that is being written",
              """
              select distinct s.generation_id from segment s
              left join generation g on g.id = s.generation_id
              where g.id is null or g.state <> 'running' or g.epoch <> s.epoch
              """),
          new Invariant(
              "answers whose state contradicts itself",
              """
              select g.conversation_id || '#' || g.message from generation g
              where (g.state = 'ended') <> (g.outcome is not null)
                or (g.state = 'running') <> (g.worker is not null)
                or (g.state = 'running' and g.epoch < 1)
                or (g.outcome is not distinct from 'failed') <> (g.fault_kind is not null)
              """),
          new Invariant(
              "chats in which two answers are written at once",
              """
              select g.conversation_id from generation g
              where g.state = 'running' group by g.conversation_id having count(*) > 1
              """),
          new Invariant(
              "answers of another account than their chat's",
              """
              select g.conversation_id || '#' || g.message from generation g
              join conversation c on c.id = g.conversation_id
              where c.account_id <> g.account_id
              """),
          new Invariant(
              "accounts whose room is not counted as it is",
              """
              select a.id from account a left join storage on storage.account_id = a.id
              where coalesce(storage.bytes, 0) <> coalesce((
                  select sum(octet_length(m.text) + octet_length(m.reasoning)) from message m
                  join conversation c on c.id = m.conversation_id where c.account_id = a.id), 0)
                + coalesce((
                  select sum(octet_length(s.text)) from segment s
                  join generation g on g.id = s.generation_id where g.account_id = a.id), 0)
              """));

  private IntegrityCheck() {}

  /// @param broken what it is called when it does not hold
  /// @param sql finds the places where it does not
  private record Invariant(String broken, String sql) {}

  /// What does not hold, one thing a line; empty when all is well.
  public static List<String> broken(Handle handle) {
    List<String> found = new ArrayList<>();
    for (Invariant invariant : ALL) {
      List<String> places = handle.createQuery(invariant.sql()).mapTo(String.class).list();
      if (!places.isEmpty()) {
        found.add(
            String.format(
                Locale.ENGLISH,
                "%s: %d, the first is %s",
                invariant.broken(),
                places.size(),
                places.getFirst()));
      }
    }
    return found;
  }

  /// How many chats and messages there are, those that were deleted a moment ago not counted.
  public static Size size(Handle handle) {
    return new Size(
        handle
            .createQuery("select count(*) from conversation where deleted_at is null")
            .mapTo(int.class)
            .one(),
        handle
            .createQuery(
                """
                select count(*) from message m join conversation c on c.id = m.conversation_id
                where c.deleted_at is null
                """)
            .mapTo(int.class)
            .one());
  }

  /// How much was said.
  public record Size(int chats, int messages) {
    @Override
    public String toString() {
      return String.format(
          Locale.ENGLISH,
          "%,d %s with %,d %s",
          chats,
          chats == 1 ? "chat" : "chats",
          messages,
          messages == 1 ? "message" : "messages");
    }
  }
}
