package chat.parley.account.passkey;

/// A new passkey, as a browser hands it over: each in base64url.
///
/// @param transports with commas between
public record Attestation(String clientData, String attestation, String transports) {}
