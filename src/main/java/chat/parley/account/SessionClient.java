package chat.parley.account;

/// Where somebody signs in from.
record SessionClient(String device, String address) {}
