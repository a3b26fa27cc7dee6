package chat.parley.provider;

import java.net.UnknownHostException;

/// Carries a refused address out through Apache HttpClient, which asks for addresses and knows only
/// this exception for having none.
final class BlockedAddress extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  /// @param sentence why, for a person
  BlockedAddress(String sentence) {
    super(sentence);
  }
}
