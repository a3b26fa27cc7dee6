package chat.parley.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The page of second factors.
public record FactorsView(Me me, App app, Codes codes, Notice notice) {
  /// @param proven whether they have shown a moment ago that it is them
  public record Me(String title, boolean hasPassword, boolean proven) {}

  /// @param there whether an app shows codes already
  /// @param secret what one is shown to take in, or null
  public record App(boolean there, @Nullable Secret secret) {}

  /// @param text for who types it
  /// @param address for who opens it on the same device
  /// @param square the same for a camera
  public record Secret(String text, String address, QrSquare square) {}

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
