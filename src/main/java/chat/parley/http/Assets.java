package chat.parley.http;

import java.util.List;

/// Addresses of the static files.
///
/// The hash of all files together stands in front of the path, like `/static/3f2a9c01/js/main.js`,
/// so that what files say about each other (an import of a module, a font of a style sheet) stays
/// right without rewriting, and every answer may be cached for ever.
public interface Assets {
  /// The style sheets that every page loads, in the order of their layers.
  List<String> SHEETS =
      List.of(
          "css/tokens.css",
          "css/base.css",
          "css/controls.css",
          "css/layout.css",
          "css/sidebar.css",
          "css/home.css",
          "css/composer.css",
          "css/message.css",
          "css/prose.css",
          "css/code.css",
          "css/growing.css",
          "css/docs.css",
          "css/settings.css",
          "css/use.css");

  /// The address of a file, named by its path below `static`.
  String url(String name);

  /// The hash of all files together.
  String version();

  /// The addresses of the style sheets.
  default List<String> sheets() {
    return SHEETS.stream().map(this::url).toList();
  }
}
