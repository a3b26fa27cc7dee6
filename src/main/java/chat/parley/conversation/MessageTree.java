package chat.parley.conversation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The messages of one conversation as a tree, to be read inside the caller's transaction.
///
/// Whoever makes one has found the conversation through its account.
public final class MessageTree {
  private static final String COLUMNS =
      "number, parent, role, text, reasoning, revision, created_at";

  private final Handle handle;
  private final ConversationId conversation;

  public MessageTree(Handle handle, ConversationId conversation) {
    this.handle = handle;
    this.conversation = conversation;
  }

  /// Finds a message.
  public Optional<Message> find(int number) {
    return handle
        .createQuery(
            "select " + COLUMNS + " from message where conversation_id = :id and number = :number")
        .bind("id", conversation.value())
        .bind("number", number)
        .map((row, _) -> row(row))
        .findOne();
  }

  /// The end of the branch that goes through a message: its newest child, that one's newest child,
  /// and so on. A message that is not there leads to the conversation's newest one.
  public int leafBelow(int number) {
    Integer leaf =
        handle
            .createQuery(
                """
                with recursive down (number) as (
                  select number from message where conversation_id = :id and number = :number
                  union all
                  select (select max(m.number) from message m
                          where m.conversation_id = :id and m.parent = down.number)
                  from down where down.number is not null)
                select coalesce(max(number), (select last_number from conversation where id = :id)) from down
                """)
            .bind("id", conversation.value())
            .bind("number", number)
            .mapTo(Integer.class)
            .one();
    return leaf;
  }

  /// The path that ends at a message, oldest first.
  ///
  /// @param limit the most messages, counted from the end
  public List<Message> pathTo(int leaf, int limit) {
    return handle
        .createQuery(
            """
            with recursive up (number, parent, depth) as (
              select number, parent, 1 from message where conversation_id = :id and number = :leaf
              union all
              select m.number, m.parent, up.depth + 1 from up
              join message m on m.conversation_id = :id and m.number = up.parent
              where up.depth < :limit)
            select m.number, m.parent, m.role, m.text, m.reasoning, m.revision, m.created_at
            from up join message m on m.conversation_id = :id and m.number = up.number
            order by up.depth desc
            """)
        .bind("id", conversation.value())
        .bind("leaf", leaf)
        .bind("limit", limit)
        .map((row, _) -> row(row))
        .list();
  }

  /// Numbers of the path that ends at a message, newest first.
  ///
  /// @param oldest the smallest number that is still of interest; {@link Integer#MAX_VALUE} for the
  ///   whole path, oldest first
  public List<Integer> numbersTo(int leaf, int oldest) {
    boolean whole = oldest == Integer.MAX_VALUE;
    return handle
        .createQuery(
            """
            with recursive up (number, parent) as (
              select number, parent from message where conversation_id = :id and number = :leaf
              union all
              select m.number, m.parent from up
              join message m on m.conversation_id = :id and m.number = up.parent
              where up.number > :oldest)
            select number from up order by
            """
                + (whole ? "number" : "number desc"))
        .bind("id", conversation.value())
        .bind("leaf", leaf)
        .bind("oldest", whole ? 0 : oldest)
        .mapTo(Integer.class)
        .list();
  }

  /// The path from a message down to a leaf below it, oldest first, without the message itself;
  /// empty when the leaf is not below it, or is too far below.
  ///
  /// @param most the most messages between them
  public List<Message> between(int above, int leaf, int most) {
    List<Integer> way =
        handle
            .createQuery(
                """
                with recursive up (number, parent, depth) as (
                  select number, parent, 0 from message where conversation_id = :id and number = :leaf
                  union all
                  select m.number, m.parent, up.depth + 1 from up
                  join message m on m.conversation_id = :id and m.number = up.parent
                  where up.number > :above and up.depth < :most)
                select depth from up where number = :above
                """)
            .bind("id", conversation.value())
            .bind("leaf", leaf)
            .bind("above", above)
            .bind("most", most)
            .mapTo(Integer.class)
            .list();
    return way.isEmpty() ? List.of() : pathTo(leaf, way.getFirst());
  }

  /// The messages that changed after a revision, oldest first.
  ///
  /// @param limit the most messages
  public List<Message> changedSince(long revision, int limit) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + """
                 from message where conversation_id = :id and revision > :revision
                order by number limit :limit
                """)
        .bind("id", conversation.value())
        .bind("revision", revision)
        .bind("limit", limit)
        .map((row, _) -> row(row))
        .list();
  }

  /// The messages beside each of some messages, itself among them, by its number.
  public Map<Integer, Siblings> siblings(Collection<Message> messages) {
    if (messages.isEmpty()) {
      return Map.of();
    }
    // The first question of a conversation and its other versions have no parent.
    Set<Integer> parents =
        messages.stream()
            .map(message -> parentOrZero(message.parent()))
            .collect(Collectors.toSet());
    Map<Integer, List<Integer>> children = new HashMap<>();
    handle
        .createQuery(
            """
            select coalesce(parent, 0) as parent, number from message
            where conversation_id = :id and (parent in (<parents>) or (:roots and parent is null))
            order by number
            """)
        .bind("id", conversation.value())
        .bind("roots", parents.contains(0))
        .bindList("parents", List.copyOf(parents))
        .map((row, _) -> new int[] {row.getInt("parent"), row.getInt("number")})
        .forEach(child -> children.computeIfAbsent(child[0], _ -> new ArrayList<>()).add(child[1]));
    Map<Integer, Siblings> siblings = new HashMap<>();
    for (Message message : messages) {
      siblings.put(
          message.number(),
          new Siblings(children.getOrDefault(parentOrZero(message.parent()), List.of())));
    }
    return siblings;
  }

  private static int parentOrZero(@Nullable Integer parent) {
    return parent == null ? 0 : parent;
  }

  private static Message row(ResultSet row) throws SQLException {
    int parentOrZero = row.getInt("parent");
    Integer parent = row.wasNull() ? null : parentOrZero;
    return new Message(
        row.getInt("number"),
        parent,
        MessageRole.of(row.getString("role")),
        row.getString("text"),
        row.getString("reasoning"),
        row.getLong("revision"),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }
}
