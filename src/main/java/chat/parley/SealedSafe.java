package chat.parley;

import chat.parley.account.SecretBox;
import chat.parley.model.Secrets;
import chat.parley.problem.Problem;
import java.util.Optional;

/// Seals what accounts keep with the key that the connections' keys are sealed with.
record SealedSafe(Secrets secrets) implements SecretBox {
  @Override
  public String seal(String row, String clear) {
    return switch (secrets.seal(row, clear)) {
      case Secrets.Sealed.SealedText(String text) -> text;
      case Secrets.Sealed.NoKey(String sentence) ->
          throw Problem.invalid(
              "It cannot be stored: there is no key to encrypt it with. Ask whoever runs this Parley. (%s)"
                  .formatted(sentence));
    };
  }

  @Override
  public Optional<String> open(String row, String sealed) {
    return switch (secrets.open(row, sealed)) {
      case Secrets.Opened.Clear(String value) -> Optional.of(value);
      case Secrets.Opened.KeyMissing _, Secrets.Opened.Altered _ -> Optional.empty();
    };
  }
}
