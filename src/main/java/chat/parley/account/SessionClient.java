package chat.parley.account;

/// Where somebody signs in from.
public record SessionClient(String device, String address) {}
