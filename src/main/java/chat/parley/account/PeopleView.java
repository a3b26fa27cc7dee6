package chat.parley.account;

import chat.parley.account.OneTimeLinks.OneTimeLink;
import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.user.Account;
import chat.parley.user.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of people.
///
/// @param me the one who looks
/// @param requiredFor who must have a second factor: nobody, staff or everybody
/// @param mails whether Parley sends invitations itself
/// @param newLink a link that was made just now, or null
public record PeopleView(
    Account me,
    List<PersonView> people,
    List<OneTimeLink> invitations,
    String requiredFor,
    boolean mails,
    @Nullable NewLink newLink,
    FormMessage notice,
    DateFormats dates) {
  public PeopleView {
    people = List.copyOf(people);
    invitations = List.copyOf(invitations);
  }

  /// @param secondFactor whether they have one
  public record PersonView(Account account, boolean secondFactor) {}

  public boolean isOwner() {
    return me.role() == Role.OWNER;
  }

  public boolean isMe(Account person) {
    return person.id().equals(me.id());
  }

  /// Whether the one who looks may change them.
  public boolean mayChange(Account person) {
    return !isMe(person) && me.role().looksAfter(person.role());
  }
}
