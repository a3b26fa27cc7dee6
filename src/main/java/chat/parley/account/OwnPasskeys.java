package chat.parley.account;

import chat.parley.account.Passkeys.Passkey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The passkeys of the one who looks.
///
/// @param device what a new one is called, unless somebody knows better
/// @param site the host that they would be for here
/// @param trouble why none can be made here, or null
public record OwnPasskeys(List<Passkey> all, String device, String site, @Nullable String trouble) {
  public OwnPasskeys {
    all = List.copyOf(all);
  }
}
