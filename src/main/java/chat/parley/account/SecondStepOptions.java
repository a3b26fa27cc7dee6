package chat.parley.account;

/// What is asked for after the password.
///
/// @param app whether an app shows codes for them
/// @param passkey whether they have one for this address
/// @param elsewhere whether those that they have are all for another address
public record SecondStepOptions(boolean app, boolean passkey, boolean elsewhere) {
  static final SecondStepOptions NOTHING = new SecondStepOptions(false, false, false);
}
