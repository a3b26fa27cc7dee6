package chat.parley.account.passkey;

/// A passkey, as far as a server knows it.
///
/// @param id in base64url
/// @param publicKey in COSE, which is no secret
/// @param signCount of its signatures, where the device counts; 0 where it does not
/// @param transports by which the browser reaches the device, with commas between
/// @param portable whether it can be copied to other devices by whoever keeps it
/// @param copied whether it has been
public record PublicKey(
    String id,
    byte[] publicKey,
    long signCount,
    String transports,
    boolean portable,
    boolean copied) {
  public PublicKey {
    publicKey = publicKey.clone();
  }

  @Override
  public byte[] publicKey() {
    return publicKey.clone();
  }
}
