package chat.parley.account;

import chat.parley.http.Form;
import chat.parley.http.ReturnAddress;
import chat.parley.problem.Problem;
import org.jspecify.annotations.Nullable;

/// What stands in the fields of a page for those who are not signed in, and what is wrong with it.
/// Never the password.
///
/// @param place the id of the element that says what is wrong, or empty
/// @param to where to go on, an address of ours
/// @param readable whether what is sent can be read on the way, by others in the network
public record SignInForm(
    String name,
    String email,
    String code,
    String place,
    @Nullable String error,
    String to,
    boolean readable) {
  static final SignInForm EMPTY = new SignInForm("", "", "", "", null, "/", false);

  /// A page that says first what was just done.
  static SignInForm told(String place, String sentence) {
    return new SignInForm("", "", "", place, sentence, "/", false);
  }

  static SignInForm of(Form form, Problem problem) {
    String place = problem.place();
    return new SignInForm(
        form.value("name"),
        form.value("email"),
        form.value("code"),
        place == null ? "" : place,
        problem.message(),
        ReturnAddress.returnable(form.given("to").orElse(null)),
        false);
  }

  /// What is wrong at a place, or null.
  public @Nullable String error(String at) {
    return at.equals(place) ? error : null;
  }

  SignInForm wrong(Problem problem) {
    String at = problem.place();
    return new SignInForm(name, email, code, at == null ? "" : at, problem.message(), to, readable);
  }

  SignInForm to(String next) {
    return new SignInForm(name, email, code, place, error, next, readable);
  }

  SignInForm email(String given) {
    return new SignInForm(name, given, code, place, error, to, readable);
  }

  SignInForm code(String given) {
    return new SignInForm(name, email, given, place, error, to, readable);
  }

  SignInForm readable(boolean byOthers) {
    return new SignInForm(name, email, code, place, error, to, byOthers);
  }
}
