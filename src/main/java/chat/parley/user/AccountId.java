package chat.parley.user;

/// Whose something is.
public record AccountId(String value) {
  /// The one account of local mode.
  public static final AccountId LOCAL = new AccountId("local");
}
