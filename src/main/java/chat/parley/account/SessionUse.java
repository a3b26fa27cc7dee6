package chat.parley.account;

import chat.parley.database.Database;
import chat.parley.problem.Problem;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores that sessions are used.
final class SessionUse {
  private static final Logger log = LoggerFactory.getLogger(SessionUse.class);

  private final Database database;

  /// Whose use is being stored.
  private final Set<String> touching = ConcurrentHashMap.newKeySet();

  SessionUse(Database database) {
    this.database = database;
  }

  /// Nobody waits for it, and a database that cannot be written keeps nobody out: the next request
  /// tries again.
  void touch(SignInSession session, long now) {
    if (touching.add(session.id())) {
      Thread.ofVirtual()
          .name("session")
          .start(() -> {
            try {
              store(session, now);
            } catch (Problem problem) {
              log.debug("a session's use was not stored reason=\"{}\"", problem.message());
            } finally {
              touching.remove(session.id());
            }
          });
    }
  }

  private void store(SignInSession session, long now) {
    database.append(handle -> {
      handle.execute("update session set used_at = ? where id = ?", now, session.id());
      return handle.execute(
          "update account set seen_at = ? where id = ?", now, session.account().id().value());
    });
  }
}
