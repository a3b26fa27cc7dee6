package chat.parley.account.passkey;

/// What must be true of whatever comes.
///
/// @param origin of the page, exactly, like `https://chat.example.org`
/// @param site the relying party: the host's name
/// @param challenge in base64url, as it was handed out
/// @param verified whether the device must have looked who uses it, by a PIN or a finger
public record ExpectedOrigin(String origin, String site, String challenge, boolean verified) {}
