package chat.parley.account;

import chat.parley.database.Database;
import chat.parley.http.Throttle;
import chat.parley.user.Account;
import chat.parley.user.Token;
import java.time.Duration;
import java.util.Optional;

/// Ways to a new password that people ask for by themselves.
///
/// Whether there is an account is told to nobody but the owner of its mailbox.
final class PasswordResets {
  private static final int LETTERS_FROM_AN_ADDRESS = 10;
  private static final int LETTERS_TO_AN_ACCOUNT = 3;

  private final Database database;
  private final OneTimeLinks links;
  private final Sessions sessions;
  private final Throttle addresses = new Throttle(LETTERS_FROM_AN_ADDRESS, Duration.ofMinutes(2));
  private final Throttle accounts = new Throttle(LETTERS_TO_AN_ACCOUNT, Duration.ofMinutes(10));

  PasswordResets(Database database, OneTimeLinks links, Sessions sessions) {
    this.database = database;
    this.links = links;
    this.sessions = sessions;
  }

  /// Somebody who asks for a link.
  ///
  /// @param email in lower case, whether there is an account or not
  /// @param address of the network
  record ResetRequest(String email, String address) {
    /// @throws chat.parley.problem.Problem at the field where it is no address
    ResetRequest {
      email = AccountFields.checkedEmail(email);
    }
  }

  /// Counts a wish, whether there is an account or not.
  ///
  /// @return how long to wait where it is one too many
  Optional<Duration> count(ResetRequest wish) {
    return addresses.take(SignIns.network(wish.address())).or(() -> accounts.take(wish.email()));
  }

  /// Makes the link, to be sent to the address that was named and shown to nobody.
  Optional<Token> create(ResetRequest wish) {
    return database
        .read(handle -> AccountRows.byEmail(handle, wish.email()))
        .filter(account -> !account.disabled())
        .map(account -> links.resetRequested(account, wish.address()));
  }

  /// Uses a link: once. Whoever knew the old password is out.
  ///
  /// @param site the name of the host
  Account choose(Token token, String password, String site, String address) {
    Account account = links.choosePassword(token, password, site, address);
    sessions.endAll(account.id(), null);
    return account;
  }
}
