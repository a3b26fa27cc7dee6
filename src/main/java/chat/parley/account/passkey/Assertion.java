package chat.parley.account.passkey;

/// The use of a passkey, as a browser hands it over: each in base64url.
///
/// @param user the handle of the account, or empty where the device does not keep it
public record Assertion(
    String id, String clientData, String authenticatorData, String signature, String user) {}
