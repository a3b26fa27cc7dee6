package chat.parley.model;

/// A server of models that was found on this computer, and can be connected with one click.
///
/// @param title like `Ollama`
/// @param name what the connection will be called
/// @param protocol in which it is asked
/// @param models how many it has, in words
public record LocalServerOffer(
    String title, String name, String protocol, String url, String models) {}
