package chat.parley.account;

/// What one hash of a password costs, whoever makes it: Argon2id on one lane.
///
/// @param kibibytes of memory
/// @param passes over it
public record HashCost(int kibibytes, int passes) {
  /// The least that OWASP advises.
  public static final HashCost SHIPPED = new HashCost(19 * 1024, 2);
}
