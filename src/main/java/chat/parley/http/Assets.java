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
          "css/page/tokens.css",
          "css/page/base.css",
          "css/page/controls.css",
          "css/page/layout.css",
          "css/page/sidebar.css",
          "css/chat/home.css",
          "css/chat/composer.css",
          "css/chat/message.css",
          "css/page/prose.css",
          "css/page/code.css",
          "css/chat/growing.css",
          "css/docs/docs.css",
          "css/settings/settings.css",
          "css/usage/use.css");

  /// The address of a file, named by its path below `static`.
  String url(String name);

  /// The hash of all files together.
  String version();

  /// The addresses of the style sheets.
  default List<String> sheets() {
    return SHEETS.stream().map(this::url).toList();
  }
}
