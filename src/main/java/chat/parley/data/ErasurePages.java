package chat.parley.data;

import chat.parley.Site;
import chat.parley.account.SignInPages;
import chat.parley.http.Cookies;
import chat.parley.http.Exchange;
import chat.parley.http.Reply;
import chat.parley.problem.Problem;
import chat.parley.settings.Settings;
import chat.parley.settings.SettingsPages;
import chat.parley.user.Account;
import chat.parley.user.Role;
import java.util.Locale;
import java.util.Optional;

/// Deleting for good what is one's own. A word has to be typed, so that no slip does it.
public final class ErasurePages {
  /// What has to be typed.
  private static final String WORD = "delete";

  private final Erasure erasure;
  private final Settings settings;
  private final Optional<Site.People> people;
  private final Cookies cookies;
  private final SettingsPages pages;

  /// @param people none in local mode, where nobody signs in
  /// @param pages show what is wrong
  public ErasurePages(
      Erasure erasure,
      Settings settings,
      Optional<Site.People> people,
      Cookies cookies,
      SettingsPages pages) {
    this.erasure = erasure;
    this.settings = settings;
    this.people = people;
    this.cookies = cookies;
    this.pages = pages;
  }

  /// Whether everything that somebody has includes the account: not the owner's, or nobody would be
  /// left to look after Parley.
  public static boolean leaves(Optional<Site.People> people, Account account) {
    return people.isPresent() && account.role() != Role.OWNER;
  }

  public Reply chats(Exchange exchange) {
    return confirmed(
        exchange,
        "delete-chats",
        () -> {
          erasure.chats(exchange.account());
          return new Reply.SeeOther("/settings?saved=chats-deletion#deletion");
        });
  }

  public Reply everything(Exchange exchange) {
    return confirmed(
        exchange,
        "delete-everything",
        () -> {
          Account account = exchange.person();
          if (leaves(people, account)) {
            return leave(exchange, people.orElseThrow(), account);
          }
          erasure.chats(account.id());
          settings.forget(account.id());
          return new Reply.SeeOther("/settings?saved=deletion#deletion");
        });
  }

  /// Out first: whoever is out begins nothing that would have to be deleted too.
  private Reply leave(Exchange exchange, Site.People from, Account account) {
    from.sessions().endAll(account.id(), null);
    erasure.chats(account.id());
    from.accounts().delete(account, SignInPages.address(exchange));
    cookies.signOut(exchange.request(), exchange.response());
    return new Reply.SeeOther("/sign-in?account=deleted");
  }

  private interface Work {
    Reply done();
  }

  private Reply confirmed(Exchange exchange, String field, Work work) {
    String typed = exchange.form().value(field).strip().toLowerCase(Locale.ROOT);
    return typed.equals(WORD)
        ? work.done()
        : pages.refused(
            exchange,
            Problem.invalid("Nothing was deleted. Type the word “%s” to delete.".formatted(WORD))
                .at(field + "-error"));
  }
}
