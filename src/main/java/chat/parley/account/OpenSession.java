package chat.parley.account;

import java.time.Instant;

/// Where somebody is signed in.
///
/// @param device like `Firefox on Linux`
/// @param address of the network, when it began
public record OpenSession(
    String id, String device, String address, Instant createdAt, Instant usedAt) {}
