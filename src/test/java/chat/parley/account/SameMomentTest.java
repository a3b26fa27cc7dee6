package chat.parley.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.account.ExternalIdentities.Identity;
import chat.parley.account.ExternalIdentities.Newcomer;
import chat.parley.audit.AuditLog;
import chat.parley.database.Database;
import chat.parley.problem.Problem;
import chat.parley.support.TestApp;
import chat.parley.user.Account;
import chat.parley.user.AccountId;
import chat.parley.user.CurrentUser;
import chat.parley.user.Role;
import chat.parley.user.Token;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two who come at the same moment, each through stores of their own over one database file: one of
/// them is the first, and the other is told so.
class SameMomentTest {
  private static final SessionClient HERE = new SessionClient("Firefox on Linux", "192.0.2.1");
  private static final Clock CLOCK = Clock.systemUTC();
  private static final int ROUNDS = 20;

  private final Path directory = TestApp.temporaryDirectory();
  private final List<Stores> both = List.of(new Stores(directory), new Stores(directory));
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  /// What one process has.
  private static final class Stores {
    final Database database;
    final AuditLog audit;
    final Passwords passwords = new Passwords(new HashCost(64, 1));
    final Accounts accounts;
    final OneTimeLinks links;
    final ExternalIdentities identities;
    final SecondFactors factors;
    final SecondFactorSteps steps;
    final Challenges challenges;

    Stores(Path directory) {
      database = Database.openShared(directory);
      audit = new AuditLog(database, CLOCK);
      accounts = new Accounts(database, audit, passwords, Stores::id, CLOCK);
      links = new OneTimeLinks(database, accounts, audit, Stores::id, CLOCK);
      identities = new ExternalIdentities(database, accounts, links, audit, CLOCK);
      factors =
          new SecondFactors(
              database,
              audit,
              new NoSecretBox(),
              new Passkeys(database, audit, Stores::id, CLOCK),
              CLOCK);
      Sessions sessions = new Sessions(database, Stores::id, CLOCK);
      steps =
          new SecondFactorSteps(
              factors, new SignIns(accounts, sessions, factors, audit, CLOCK), audit);
      challenges = new Challenges(database, CLOCK);
    }

    private static String id() {
      return UUID.randomUUID().toString();
    }
  }

  private static final class NoSecretBox implements SecretBox {
    @Override
    public String seal(String row, String clear) {
      return clear;
    }

    @Override
    public Optional<String> open(String row, String sealed) {
      return Optional.of(sealed);
    }
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    both.forEach(stores -> stores.passwords.close());
    both.forEach(stores -> stores.database.close());
  }

  private interface Act<T extends @Nullable Object> {
    T by(Stores stores, int which);
  }

  /// What both came to: a result, or a problem.
  private <T> List<Object> race(Act<T> act) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    List<Future<T>> outcomes = new ArrayList<>();
    for (int which = 0; which < 2; which++) {
      int mine = which;
      Callable<T> racing =
          () -> {
            start.await();
            return act.by(both.get(mine), mine);
          };
      outcomes.add(threads.submit(racing));
    }
    List<Object> results = new ArrayList<>();
    for (Future<T> outcome : outcomes) {
      try {
        results.add(outcome.get());
      } catch (ExecutionException e) {
        results.add(e.getCause());
      }
    }
    return results;
  }

  private static <T> Stream<T> of(List<Object> results, Class<T> type) {
    return results.stream().filter(type::isInstance).map(type::cast);
  }

  /// One is the first, and the other is told at which field something is wrong.
  private static void oneOnly(List<Object> results, Class<?> first, String field, String sentence) {
    assertThat(of(results, first)).as("%s", results).hasSize(1);
    assertThat(of(results, Problem.class))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.place()).isEqualTo(field);
          assertThat(problem.message()).contains(sentence);
        });
  }

  @Test
  void parley_gets_one_owner() throws Exception {
    oneOnly(
        race((stores, which) -> stores.accounts.setUp(person("owner" + which), "192.0.2.1")),
        Account.class,
        "code-error",
        "has its owner already");
  }

  @Test
  void an_address_belongs_to_one_account() throws Exception {
    Account owner = both.getFirst().accounts.setUp(person("owner"), "192.0.2.1");
    List<Token> invitations =
        both.stream().map(stores -> stores.links.invite(signedIn(owner), Role.MEMBER, "")).toList();
    oneOnly(
        race((stores, which) ->
            stores.links.join(invitations.get(which), person("ada"), "192.0.2.1")),
        Account.class,
        "email-error",
        "an account with this address already");
  }

  @Test
  void whoever_comes_twice_by_a_provider_is_one() throws Exception {
    Newcomer ada =
        new Newcomer(new Identity("https://id.example.org", "ada"), "Ada", "ada@example.org");
    assertThat(
            of(race((stores, _) -> stores.identities.signUp(ada, "192.0.2.1")), Account.class)
                .map(Account::id)
                .distinct())
        .hasSize(1);
  }

  @Test
  void what_waits_for_a_second_factor_lets_one_in() throws Exception {
    List<String> codes = recoveryCodes();
    for (int i = 0; i + 1 < codes.size(); i += 2) {
      Token pending =
          both.getFirst().factors.beginSecondStep(Account.LOCAL, "signed in").orElseThrow();
      int first = i;
      List<Object> results =
          race((stores, which) ->
              stores.steps.attempt(
                  new SecondFactorSteps.SecondFactorAttempt(
                      pending, codes.get(first + which), null, HERE)));
      assertThat(of(results, SecondFactorSteps.SecondFactorResult.SecondFactorAccepted.class))
          .as("%s", results)
          .hasSize(1);
    }
  }

  @Test
  void a_recovery_code_is_good_once() throws Exception {
    for (String code : recoveryCodes()) {
      assertThat(race((stores, _) -> stores.factors.use(AccountId.LOCAL, code)))
          .containsExactlyInAnyOrder(CodeCheck.RECOVERY_CODE, CodeCheck.WRONG);
    }
  }

  @Test
  void a_challenge_is_answered_once() throws Exception {
    Token browser = Token.random();
    for (int round = 0; round < ROUNDS; round++) {
      String challenge =
          both.getFirst().challenges.make(browser, Challenges.ChallengePurpose.SECOND);
      assertThat(
              race((stores, _) ->
                  stores.challenges.take(challenge, browser, Challenges.ChallengePurpose.SECOND)))
          .containsExactlyInAnyOrder(true, false);
    }
  }

  private List<String> recoveryCodes() {
    Passkeys.NewPasskey made =
        new Passkeys.NewPasskey("credential", "localhost", new byte[] {1}, 0, "", true, false);
    return both.getFirst().factors.addPasskey(CurrentUser.LOCAL, "key", made);
  }

  private static NewAccount person(String name) {
    return new NewAccount(name, name + "@example.org", "correct horse battery staple", "localhost");
  }

  private static CurrentUser signedIn(Account account) {
    return new CurrentUser(account, null, "192.0.2.1", true, false);
  }
}
