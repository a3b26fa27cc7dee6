package chat.parley.account;

import java.util.Optional;

/// Where what must come back in clear is sealed before it is stored: `settings` has the key, and
/// stands above this package.
public interface SecretBox {
  /// @param row which row and column it is stored in
  /// @throws chat.parley.problem.Problem where there is no key
  String seal(String row, String clear);

  /// @return nothing where the key is not there, or where it was sealed for another row
  Optional<String> open(String row, String sealed);
}
