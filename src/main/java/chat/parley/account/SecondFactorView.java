package chat.parley.account;

import chat.parley.page.DateFormats;
import chat.parley.page.FormMessage;
import chat.parley.user.Account;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of second factors.
///
/// @param proven whether they have shown a moment ago that it is them
/// @param secret what an app is to take in, or null
/// @param newCodes recovery codes that were made just now
public record SecondFactorView(
    Account account,
    boolean proven,
    HeldFactors held,
    @Nullable AppSecret secret,
    OwnPasskeys passkeys,
    List<String> newCodes,
    FormMessage notice,
    DateFormats dates) {
  public SecondFactorView {
    newCodes = List.copyOf(newCodes);
  }

  /// A file of the new codes that the page carries in itself: it is nowhere else.
  public String codesFile() {
    return "data:text/plain;charset=utf-8," + String.join("%0A", newCodes) + "%0A";
  }
}
