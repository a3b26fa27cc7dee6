package chat.parley.account;

/// A link that was made just now.
///
/// @param what what to do with it
public record NewLink(String url, String what) {}
