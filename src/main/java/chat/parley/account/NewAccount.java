package chat.parley.account;

import chat.parley.problem.Problem;

/// What somebody says of themselves when they join.
///
/// @param email in lower case
/// @param site the name of the host that they join, which their password must not be made of
record NewAccount(String name, String email, String password, String site) {
  /// @throws Problem at the field that is wrong
  NewAccount {
    email = AccountFields.checkedEmail(email);
    name = AccountFields.checkedName(name.isBlank() ? email.split("@", 2)[0] : name);
    try {
      Passwords.check(password, email, name, site);
    } catch (Problem problem) {
      throw problem.at("password-error");
    }
  }

  /// Does not show the password: what is printed may be kept.
  @Override
  public String toString() {
    return "NewAccount[" + email + "]";
  }
}
