package chat.parley.account;

import org.jspecify.annotations.Nullable;

/// A provider to sign in with.
///
/// @param name of the provider in addresses, or empty for one that is no more
/// @param subject who they are there, or null where they do not sign in with it yet
/// @param last whether it is the only way to sign in, and stays
public record LinkedIdentity(
    String title, String name, String issuer, @Nullable String subject, boolean last) {}
