package chat.parley.generation;

import chat.parley.conversation.ConversationId;
import chat.parley.database.Database;
import chat.parley.usage.ConcurrencyLimits;
import chat.parley.user.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which chats still want a title of the model's making. A chat's `title_due_at` says from when on
/// one may be made; null, that none is wanted: it has one, or a person gave it one.
final class TitleQueue {
  static final int MOST_TRIES = 3;

  /// After the first try; twice as long after each further one. What was claimed by a process that
  /// ended is tried again after it, too.
  static final Duration PAUSE = Duration.ofMinutes(1);

  /// For a chat whose model is not connected.
  static final Duration LONG_PAUSE = Duration.ofMinutes(10);

  /// Whoever has lived with first words for so long knows the chat by them.
  static final Duration GIVEN_UP = Duration.ofDays(7);

  private static final int MOST_AT_ONCE = 200;

  private final Database database;
  private final ConcurrencyLimits limits;
  private final Clock clock;

  TitleQueue(Database database, ConcurrencyLimits limits, Clock clock) {
    this.database = database;
    this.limits = limits;
    this.clock = clock;
  }

  /// A chat that wants a title.
  ///
  /// @param answer the number of its first answer that came to its end
  /// @param provider and `model`: who wrote that
  /// @param due and `tries`: what the row says, which nobody may have changed meanwhile
  record WantedTitle(
      ConversationId chat,
      AccountId account,
      int answer,
      String provider,
      String model,
      long due,
      int tries) {
    private WantedTitle at(long due, int tries) {
      return new WantedTitle(chat, account, answer, provider, model, due, tries);
    }
  }

  /// The chats whose first answer is over and that nothing else is asked of, longest waiting first.
  List<WantedTitle> wanted() {
    long now = clock.millis();
    return database.read(handle ->
        handle
            .createQuery(
                """
                select c.id as chat, c.account_id as account, g.message as answer, g.provider, g.model,
                  c.title_due_at as due, c.title_tries as tries
                from conversation c
                join generation g on g.conversation_id = c.id and g.message = (
                  select min(f.message) from generation f
                  where f.conversation_id = c.id and f.state = 'ended' and f.outcome = 'finished')
                where c.title_due_at between :oldest and :now and c.title_tries < :most
                  and c.deleted_at is null
                  and not exists (
                    select 1 from generation o where o.conversation_id = c.id and o.state <> 'ended')
                order by c.title_due_at limit :limit
                """)
            .bind("now", now)
            .bind("oldest", now - GIVEN_UP.toMillis())
            .bind("most", MOST_TRIES)
            .bind("limit", MOST_AT_ONCE)
            .mapTo(WantedTitle.class)
            .list());
  }

  /// Whether an answer waits for a provider, or would have to if a title was asked of it.
  boolean isBusy(String provider) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select count(*) filter (where g.state = 'queued') > 0
                  or count(*) filter (where g.state = 'running') >= :most
                from generation g join conversation c on c.id = g.conversation_id
                where g.state <> 'ended' and g.provider = :provider
                  and (g.state = 'running' or c.deleted_at is null)
                """)
            .bind("provider", provider)
            .bind("most", limits.ofProvider(provider))
            .mapTo(Boolean.class)
            .one());
  }

  /// Takes one on, so that nobody else does.
  ///
  /// @return as it stands now; none when it is not wanted any more
  Optional<WantedTitle> claim(WantedTitle wanted) {
    return move(wanted, PAUSE.multipliedBy(1L << wanted.tries()), wanted.tries() + 1);
  }

  /// Leaves it for later, and does not count it as a try.
  void later(WantedTitle wanted, Duration pause) {
    move(wanted, pause, wanted.tries());
  }

  /// Gives back what was claimed, as if it had not been.
  void giveBack(WantedTitle claimed) {
    move(claimed, Duration.ZERO, claimed.tries() - 1);
  }

  private Optional<WantedTitle> move(WantedTitle from, Duration pause, int tries) {
    long due = clock.millis() + pause.toMillis();
    int changed =
        database.append(handle ->
            handle
                .createUpdate(
                    """
                    update conversation set title_due_at = :next, title_tries = :tries
                    where id = :id and title_due_at = :due and title_tries = :before
                    """)
                .bind("id", from.chat())
                .bind("due", from.due())
                .bind("before", from.tries())
                .bind("next", due)
                .bind("tries", tries)
                .execute());
    return changed == 0 ? Optional.empty() : Optional.of(from.at(due, tries));
  }

  /// What was said first.
  record FirstExchange(String question, String answer) {}

  Optional<FirstExchange> said(WantedTitle wanted) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                select q.text as question, a.text as answer from message a
                join message q on q.conversation_id = a.conversation_id and q.number = a.parent
                where a.conversation_id = :id and a.number = :answer
                """)
            .bind("id", wanted.chat())
            .bind("answer", wanted.answer())
            .mapTo(FirstExchange.class)
            .findOne());
  }

  /// Gives a chat its title, unless a person did so meanwhile. It stays where it is in the list.
  ///
  /// @param title null where there will be none
  /// @return whether it has another title now
  boolean end(WantedTitle claimed, @Nullable String title) {
    return database.append(handle ->
        handle
            .createUpdate(
                """
                update conversation
                set title = coalesce(cast(:title as text), title), title_due_at = null,
                  revision = revision + case when cast(:title as text) is null then 0 else 1 end
                where id = :id and title_due_at = :due
                """)
            .bind("id", claimed.chat())
            .bind("due", claimed.due())
            .bind("title", title)
            .execute())
            == 1
        && title != null;
  }
}
