package chat.parley.account;

/// What somebody has.
///
/// @param app whether an app shows codes for them
/// @param passkeys how many
/// @param codes how many recovery codes are left
public record HeldFactors(boolean app, int passkeys, int codes) {
  /// Whether they are asked for one.
  public boolean any() {
    return app || passkeys > 0;
  }
}
