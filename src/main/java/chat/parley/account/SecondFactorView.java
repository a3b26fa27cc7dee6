package chat.parley.account;

import chat.parley.page.FormMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of second factors.
public record SecondFactorView(Me me, App app, Passkeys passkeys, Codes codes, FormMessage notice) {
  /// @param proven whether they have shown a moment ago that it is them
  public record Me(String title, boolean hasPassword, boolean proven) {}

  /// @param there whether an app shows codes already
  /// @param secret what one is shown to take in, or null
  public record App(boolean there, @Nullable Secret secret) {}

  /// @param device what a new one is called, unless somebody knows better
  /// @param trouble why none can be made here, or null
  public record Passkeys(List<Passkey> all, String device, @Nullable String trouble) {
    public Passkeys {
      all = List.copyOf(all);
    }
  }

  /// @param added the day
  /// @param used when it was last used, in words
  /// @param copied whether it is on more devices than one
  /// @param elsewhere the host that it is for, or null where it is this one
  public record Passkey(
      String id,
      String name,
      String added,
      String used,
      boolean copied,
      @Nullable String elsewhere) {}

  /// @param text for who types it
  /// @param address for who opens it on the same device
  /// @param square the same for a camera
  public record Secret(String text, String address, QrCode square) {}

  /// Recovery codes.
  ///
  /// @param useful whether there is anything that they could stand in for
  /// @param left how many are
  /// @param shown those that were made just now
  public record Codes(boolean useful, int left, List<String> shown) {
    public Codes {
      shown = List.copyOf(shown);
    }

    /// A file of them that the page carries in itself: it is nowhere else.
    public String file() {
      return "data:text/plain;charset=utf-8," + String.join("%0A", shown) + "%0A";
    }
  }
}
