package chat.parley.account;

import java.util.Locale;

/// A picture for a camera, as the path of an SVG: a line of modules each.
///
/// @param size with the quiet zone around it, in modules
public record QrCode(int size, String path) {
  /// Of the standard, on each side.
  private static final int QUIET = 4;

  static QrCode of(String text) {
    io.nayuki.qrcodegen.QrCode code =
        io.nayuki.qrcodegen.QrCode.encodeText(text, io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append(String.format(Locale.ROOT, "M%d %dh1v1h-1z", x + QUIET, y + QUIET));
        }
      }
    }
    return new QrCode(code.size + 2 * QUIET, path.toString());
  }
}
