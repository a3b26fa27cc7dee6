package chat.parley.account;

import chat.parley.user.Account;

/// What an app that shows codes is to take in.
///
/// @param text for who types it
/// @param address for who opens it on the same device
/// @param square the same for a camera
public record AppSecret(String text, String address, QrCode square) {
  static AppSecret of(Totp totp, Account account) {
    String address = totp.address(account.title());
    return new AppSecret(
        totp.secret().replaceAll("(.{4})(?=.)", "$1 "), address, QrCode.of(address));
  }
}
