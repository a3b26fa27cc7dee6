package chat.parley.account;

/// A button for signing in otherwise than by a password.
///
/// @param title what is behind it, like `Google`
/// @param name of the provider in addresses
/// @param href where it leads
public record SignInOption(String title, String name, String href) {}
