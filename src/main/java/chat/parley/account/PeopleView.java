package chat.parley.account;

import chat.parley.page.FormMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of people.
///
/// @param mayMakeAdmins whether the one who looks is the owner
/// @param mustHaveFactor who must have a second factor: nobody, staff or everybody
/// @param mails whether Parley sends invitations itself
/// @param newLink a link that was made just now, or null
public record PeopleView(
    List<Person> people,
    List<Invitation> invitations,
    boolean mayMakeAdmins,
    String mustHaveFactor,
    boolean mails,
    @Nullable NewLink newLink,
    FormMessage notice) {
  public PeopleView {
    people = List.copyOf(people);
    invitations = List.copyOf(invitations);
  }

  /// @param seen when they were last here, in words
  /// @param me whether this is the one who looks
  /// @param mine whether the one who looks may change them
  /// @param secondFactor whether they have one
  public record Person(
      String id,
      String name,
      @Nullable String email,
      String role,
      boolean disabled,
      String seen,
      boolean me,
      boolean mine,
      boolean secondFactor) {}

  /// @param until the day of its end, in words
  public record Invitation(String id, String whom, String role, String until) {}

  /// @param what what to do with it
  public record NewLink(String url, String what) {}
}
