package chat.parley.data;

import chat.parley.database.Database;
import chat.parley.generation.Generations;
import chat.parley.generation.WorkerPool;
import chat.parley.live.Channels;
import chat.parley.user.AccountId;
import java.util.List;

/// Takes away for good what somebody said, also what is being written.
final class Deletion {
  /// Chats that are deleted in one transaction: others write too.
  private static final int AT_ONCE = 10;

  private final Database database;
  private final Generations generations;
  private final WorkerPool workers;
  private final Channels feeds;

  Deletion(Database database, Generations generations, WorkerPool workers, Channels feeds) {
    this.database = database;
    this.generations = generations;
    this.workers = workers;
    this.feeds = feeds;
  }

  /// Deletes every chat of an account, also what could be brought back. Answers that are being
  /// written are stopped; pages and streams that show a chat end.
  ///
  /// They are hidden first, all at once. If the process ends before all are deleted, the next one
  /// deletes the rest: what is hidden so long ago is beyond bringing back.
  void chats(AccountId account) {
    List<String> hidden =
        database.write(handle ->
            handle
                .createQuery(
                    """
                    update conversation set deleted_at = 0, revision = revision + 1
                    where account_id = :account returning id
                    """)
                .bind("account", account.value())
                .mapTo(String.class)
                .list());
    // Nothing of what is hidden is taken up any more, so that these are all.
    generations.openOf(account).forEach(open -> workers.stop(open.id(), open.epoch()));
    hidden.forEach(feeds::changed);
    for (int from = 0; from < hidden.size(); from += AT_ONCE) {
      delete(account, hidden.subList(from, Math.min(hidden.size(), from + AT_ONCE)));
    }
    workers.wake();
  }

  private void delete(AccountId account, List<String> chats) {
    database.erase(handle ->
        handle
            .createUpdate(
                "delete from conversation where account_id = :account and id in (<chats>)")
            .bind("account", account.value())
            .bindList("chats", chats)
            .execute());
  }
}
