package chat.parley.account;

/// How a second factor was given.
enum CodeCheck {
  APP,
  RECOVERY_CODE,
  WRONG
}
