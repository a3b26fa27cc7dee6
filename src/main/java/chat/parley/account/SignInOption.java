package chat.parley.account;

/// Another way in than a password: a button.
///
/// @param title what is behind it, like `Google`
/// @param name of the provider in addresses
/// @param href where it leads
public record SignInOption(String title, String name, String href) {}
