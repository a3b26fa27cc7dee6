package chat.parley.web;

/// Addresses of the static files, with the hash of their content in them.
public interface Assets {
  /// The address of a file, like `/static/style.3f2a9c01.css` for `style.css`.
  String url(String name);
}
