package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.database.Database;
import chat.parley.support.TestApp;
import chat.parley.user.AccountId;
import chat.parley.user.Token;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How long a session lasts, and who hears of its end.
class SessionsTest {
  private static final SessionClient HERE = new SessionClient("Firefox on Linux", "192.0.2.1");

  private final SetClock clock = new SetClock();
  private final Database database = Database.open(TestApp.temporaryDirectory());
  private final Sessions sessions =
      new Sessions(database, () -> UUID.randomUUID().toString(), clock);

  @AfterEach
  public void close() {
    database.close();
  }

  @Test
  void it_is_over_when_it_was_not_used_for_long() throws InterruptedException {
    Token token = sessions.begin(AccountId.LOCAL, HERE);
    clock.advance(Sessions.IDLE.minusMinutes(1));
    use(token);
    clock.advance(Sessions.IDLE.minusMinutes(1));
    use(token);
    clock.advance(Sessions.IDLE.plusMinutes(1));
    assertThat(sessions.find(token)).isEmpty();
    assertThat(sessions.of(AccountId.LOCAL)).isEmpty();
  }

  @Test
  void it_is_over_after_all_its_time_however_much_it_was_used() throws InterruptedException {
    Token token = sessions.begin(AccountId.LOCAL, HERE);
    for (Duration age = Duration.ZERO;
        age.compareTo(Sessions.LONGEST.minusDays(1)) < 0;
        age = age.plusDays(1)) {
      use(token);
      clock.advance(Duration.ofDays(1));
    }
    clock.advance(Duration.ofDays(1));
    assertThat(sessions.find(token)).isEmpty();
  }

  @Test
  void every_session_has_a_token_of_its_own_and_only_the_hash_is_stored() {
    Token one = sessions.begin(AccountId.LOCAL, HERE);
    Token other = sessions.begin(AccountId.LOCAL, HERE);
    assertThat(one).isNotEqualTo(other);
    assertThat(one.toString()).as("a log gets nothing of it").doesNotContain(one.value());
    assertThat(sessions.find(new Token(one.hash()))).as("the hash opens nothing").isEmpty();
    List<String> stored =
        database.read(handle ->
            handle.createQuery("select token_hash from session").mapTo(String.class).list());
    assertThat(stored).containsExactlyInAnyOrder(one.hash(), other.hash());
  }

  @Test
  void whoever_listens_hears_of_exactly_those_that_were_ended() {
    List<Set<String>> heard = new ArrayList<>();
    sessions.onEnd(heard::add);
    String one = id(sessions.begin(AccountId.LOCAL, HERE));
    String two = id(sessions.begin(AccountId.LOCAL, HERE));
    String three = id(sessions.begin(AccountId.LOCAL, HERE));
    sessions.end(new AccountId("somebody else"), one);
    assertThat(heard).as("not theirs to end").isEmpty();
    sessions.end(AccountId.LOCAL, one);
    sessions.end(AccountId.LOCAL, one);
    sessions.endAll(AccountId.LOCAL, two);
    assertThat(heard).containsExactly(Set.of(one), Set.of(three));
  }

  @Test
  void of_very_many_the_one_that_was_not_used_for_the_longest_ends_and_is_told() {
    List<Set<String>> heard = new ArrayList<>();
    sessions.onEnd(heard::add);
    Token oldest = sessions.begin(AccountId.LOCAL, HERE);
    String id = id(oldest);
    for (int i = 0; i < 49; i++) {
      clock.advance(Duration.ofSeconds(1));
      sessions.begin(AccountId.LOCAL, HERE);
    }
    assertThat(heard).as("fifty are not too many").isEmpty();
    Token newest = sessions.begin(AccountId.LOCAL, HERE);
    assertThat(heard).containsExactly(Set.of(id));
    assertThat(sessions.find(oldest)).isEmpty();
    assertThat(sessions.find(newest)).isPresent();
  }

  @Test
  void what_is_over_is_forgotten() {
    sessions.begin(AccountId.LOCAL, HERE);
    clock.advance(Sessions.IDLE.plusDays(1));
    Token kept = sessions.begin(AccountId.LOCAL, HERE);
    sessions.purge();
    int left =
        database.read(handle ->
            handle.createQuery("select count(*) from session").mapTo(Integer.class).one());
    assertThat(left).isEqualTo(1);
    assertThat(sessions.find(kept)).isPresent();
  }

  /// Nobody waits until a use is stored, but for who wants to know how long it counts.
  private void use(Token token) throws InterruptedException {
    SignInSession session = sessions.find(token).orElseThrow();
    TestApp.await(
        "its use is stored",
        () ->
            sessions.find(token).isPresent()
                && database.read(handle ->
                    handle
                        .createQuery("select used_at = :now from session where id = :id")
                        .bind("now", clock.millis())
                        .bind("id", session.id())
                        .mapTo(Boolean.class)
                        .one()));
  }

  @Test
  void whoever_has_shown_who_they_are_is_believed_for_a_few_minutes() {
    String id = id(sessions.begin(AccountId.LOCAL, HERE));
    assertThat(sessions.isFresh(id)).isTrue();
    clock.advance(Sessions.FRESH);
    assertThat(sessions.isFresh(id)).isFalse();
    assertThat(sessions.prove(new AccountId("somebody else"), id)).isEmpty();
    assertThat(sessions.isFresh(id)).isFalse();
    sessions.prove(AccountId.LOCAL, id);
    assertThat(sessions.isFresh(id)).isTrue();
  }

  private String id(Token token) {
    return sessions.find(token).orElseThrow().id();
  }

  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
