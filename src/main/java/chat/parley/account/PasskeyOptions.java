package chat.parley.account;

import chat.parley.account.Passkeys.Passkey;
import chat.parley.account.passkey.WebAuthn;
import chat.parley.user.Account;
import java.util.List;
import java.util.Map;

/// What a page's script hands on to the browser: the options of WebAuthn, with base64url for bytes.
final class PasskeyOptions {
  private static final int TIMEOUT_MILLIS = 5 * 60 * 1000;

  private PasskeyOptions() {}

  /// For a new one.
  ///
  /// @param handle by which devices know the account
  /// @param there those that it has here: no device makes a second one
  static Map<String, ?> making(
      RelyingParty here, String challenge, Account account, String handle, List<Passkey> there) {
    return Map.of(
        "challenge",
        challenge,
        "rp",
        Map.of("id", here.site(), "name", "Parley"),
        "user",
        Map.of("id", handle, "name", account.title(), "displayName", account.name()),
        "pubKeyCredParams",
        WebAuthn.algorithms().stream()
            .map(number -> Map.of("type", "public-key", "alg", number))
            .toList(),
        "timeout",
        TIMEOUT_MILLIS,
        "attestation",
        "none",
        "authenticatorSelection",
        Map.of(
            "residentKey",
            "preferred",
            "requireResidentKey",
            false,
            "userVerification",
            "preferred"),
        "excludeCredentials",
        named(there));
  }

  /// For the use of one.
  ///
  /// @param allowed empty = whichever the device has for this address
  static Map<String, ?> using(
      RelyingParty here, String challenge, List<Passkey> allowed, boolean verified) {
    return Map.of(
        "challenge",
        challenge,
        "rpId",
        here.site(),
        "timeout",
        TIMEOUT_MILLIS,
        "userVerification",
        verified ? "required" : "preferred",
        "allowCredentials",
        named(allowed));
  }

  private static List<Map<String, ?>> named(List<Passkey> passkeys) {
    return passkeys.stream()
        .<Map<String, ?>>map(one ->
            Map.of(
                "type",
                "public-key",
                "id",
                one.made().credential(),
                "transports",
                one.made().transports().isEmpty()
                    ? List.of()
                    : List.of(one.made().transports().split(",", -1))))
        .toList();
  }
}
