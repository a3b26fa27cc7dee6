package chat.parley.browser;

import com.microsoft.playwright.options.ColorScheme;

/// The screens on which every page must be good: a laptop's and a phone's, by day and by night.
enum Look {
  WIDE_LIGHT(1280, 800, ColorScheme.LIGHT),
  WIDE_DARK(1280, 800, ColorScheme.DARK),
  NARROW_LIGHT(390, 844, ColorScheme.LIGHT),
  NARROW_DARK(390, 844, ColorScheme.DARK);

  final int width;
  final int height;
  final ColorScheme scheme;

  Look(int width, int height, ColorScheme scheme) {
    this.width = width;
    this.height = height;
    this.scheme = scheme;
  }

  /// A phone: touched, without a mouse and without a keyboard of its own.
  boolean isPhone() {
    return width < 768;
  }

  @Override
  public String toString() {
    return width + "x" + height + (scheme == ColorScheme.DARK ? "-dark" : "-light");
  }
}
