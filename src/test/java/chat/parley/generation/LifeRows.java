package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// What the database says of a chat and its answers, row by row.
final class LifeRows {
  private LifeRows() {}

  static List<String> of(Handle handle, ConversationId chat) {
    List<String> lines =
        new ArrayList<>(
            handle
                .createQuery(
                    """
                    select id || iif(deleted_at is null, ' ', ' deleted ') || provider
                    from conversation where id = :id
                    """)
                .bind("id", chat.value())
                .mapTo(String.class)
                .list());
    lines.addAll(
        handle
            .createQuery(
                """
                select m.number, coalesce(m.parent, 0) as parent, m.text as said, m.reasoning, g.*
                from message m
                left join generation g on g.conversation_id = m.conversation_id and g.message = m.number
                where m.conversation_id = :id order by m.number
                """)
            .bind("id", chat.value())
            .map((row, _) -> line(handle, row))
            .list());
    return lines;
  }

  static String name(Handle handle, long generation) {
    return handle
        .createQuery("select conversation_id || '#' || message from generation where id = :id")
        .bind("id", generation)
        .mapTo(String.class)
        .one();
  }

  static List<Long> revisions(Handle handle, ConversationId chat) {
    return handle
        .createQuery(
            """
            select revision from (
              select 0 as number, revision from conversation where id = :id
              union all select number, revision from message where conversation_id = :id)
            order by number
            """)
        .bind("id", chat.value())
        .mapTo(Long.class)
        .list();
  }

  private static String line(Handle handle, ResultSet row) throws SQLException {
    int number = row.getInt("number");
    int parent = row.getInt("parent");
    String state = row.getString("state");
    if (state == null) {
      return Life.question(number, parent, row.getString("said"));
    }
    Generations.Written written =
        Generations.written(
            handle, row.getLong("id"), row.getString("said"), row.getString("reasoning"));
    String holder = row.getString("worker");
    return new Life.Standing(
            state.equals("ended") ? outcome(row) : state,
            row.getInt("epoch"),
            row.getInt("crashes"),
            row.getInt("stop_requested") == 1,
            holder == null ? "" : holder,
            row.getInt("left_out"),
            row.getString("provider"),
            written.text(),
            written.reasoning())
        .line(number, parent);
  }

  private static String outcome(ResultSet row) throws SQLException {
    String fault = row.getString("fault_kind");
    return row.getInt("cut_short") == 1
        ? "cut short"
        : row.getString("outcome") + (fault == null ? "" : " " + fault);
  }
}
