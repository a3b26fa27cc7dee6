package chat.parley.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encrypts what is stored but must come back in clear: the keys of connections.
///
/// A sealed text is `v1:KEY:DATA`: which key it was sealed with, and in base64 a random nonce of 96
/// bits with the ciphertext and tag of AES-256-GCM. The row that it belongs to is associated data:
/// in another row it does not open. Who has the database but not the key learns how long a value
/// is, and no more.
///
/// The key is that of the environment, else that of a file beside the database, which is made when
/// the first value is sealed. What was sealed with the file's key still opens when there is one in
/// the environment.
public final class Secrets {
  /// Where a key may stand in place of the file. There is no flag: other users see flags.
  public static final String VARIABLE = "PARLEY_SECRET_KEY";

  /// The longest value, in characters.
  static final int LONGEST = 16_384;

  private static final String FILE = "secret.key";
  private static final Pattern SEALED = Pattern.compile("(v1:([0-9a-f]{8}):)([A-Za-z0-9+/]+=*)");
  private static final Logger log = LoggerFactory.getLogger(Secrets.class);

  private final SecretKeyFile file;
  private final @Nullable String environment;

  /// @param environment what the environment says of [#VARIABLE]; one that is no key is no reason
  ///   not to start, but then nothing is sealed
  public Secrets(Path directory, Optional<String> environment) {
    this.file = new SecretKeyFile(file(directory));
    this.environment = environment.filter(value -> !value.isBlank()).orElse(null);
    warn(directory);
  }

  /// Where the key of a data directory is.
  public static Path file(Path directory) {
    return directory.resolve(FILE);
  }

  /// What sealing comes to.
  public sealed interface Sealed {
    record SealedText(String text) implements Sealed {}

    /// There is no key to seal with, and none could be made: nothing may be stored.
    ///
    /// @param sentence why, for the owner
    record NoKey(String sentence) implements Sealed {}
  }

  /// What opening comes to.
  public sealed interface Opened {
    record Clear(String value) implements Opened {
      /// Without the value, which must not come into a log.
      @Override
      public String toString() {
        return "Clear[•••]";
      }
    }

    /// The key that it was sealed with is not there. It opens again when the key is back.
    record KeyMissing() implements Opened {}

    /// It was sealed for another row, or changed since.
    record Altered() implements Opened {}

    /// For the owner; nothing where it is clear.
    default Optional<String> trouble() {
      return switch (this) {
        case Clear _ -> Optional.empty();
        case KeyMissing _ ->
            Optional.of(
                "The key that it was stored with is not there: put secret.key or PARLEY_SECRET_KEY back, or enter it again.");
        case Altered _ ->
            Optional.of("It was changed since it was stored, or is another's: enter it again.");
      };
    }
  }

  /// @param row which row and column it is stored in, like `connection/7/key`
  /// @param clear at most [#LONGEST] characters
  public Sealed seal(String row, String clear) {
    if (clear.length() > LONGEST) {
      throw new IllegalArgumentException("A secret has at most " + LONGEST + " characters");
    }
    SecretKey key;
    try {
      key = keyToSealWith();
    } catch (IOException e) {
      log.warn("secret could not be sealed reason=\"{}\"", e.getMessage());
      return new Sealed.NoKey(String.valueOf(e.getMessage()));
    }
    String head = "v1:" + key.id() + ":";
    byte[] data = key.encrypt(clear.getBytes(StandardCharsets.UTF_8), associated(head, row));
    return new Sealed.SealedText(head + Base64.getEncoder().encodeToString(data));
  }

  /// @param row as it was sealed for
  /// @param text what [Sealed.SealedText] holds
  public Opened open(String row, String text) {
    Matcher sealed = SEALED.matcher(text);
    if (!sealed.matches()) {
      return new Opened.Altered();
    }
    SecretKey key =
        keys().stream().filter(one -> one.id().equals(sealed.group(2))).findFirst().orElse(null);
    if (key == null) {
      return new Opened.KeyMissing();
    }
    return decoded(sealed.group(3))
        .flatMap(data -> key.decrypt(data, associated(sealed.group(1), row)))
        .<Opened>map(clear -> new Opened.Clear(new String(clear, StandardCharsets.UTF_8)))
        .orElseGet(Opened.Altered::new);
  }

  private static Optional<byte[]> decoded(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The head too, so that no part of the text can be swapped.
  private static byte[] associated(String head, String row) {
    return (head + row).getBytes(StandardCharsets.UTF_8);
  }

  private SecretKey keyToSealWith() throws IOException {
    if (environment == null) {
      return file.readOrMake();
    }
    return SecretKey.parse(environment)
        .orElseThrow(
            () -> new IOException(VARIABLE + " is no key: it has to be 32 bytes in base64."));
  }

  private List<SecretKey> keys() {
    List<SecretKey> keys = new ArrayList<>();
    if (environment != null) {
      SecretKey.parse(environment).ifPresent(keys::add);
    }
    try {
      file.read().ifPresent(keys::add);
    } catch (IOException e) {
      // As good as not there; the start has said so, and whoever seals is told.
      log.debug("secret key could not be used reason=\"{}\"", e.getMessage());
    }
    return keys;
  }

  private void warn(Path directory) {
    if (file.isExposed()) {
      log.warn(
          "secret key can be read by other users todo=\"chmod 600 it\" file={}", file(directory));
    }
    if (environment != null && SecretKey.parse(environment).isEmpty()) {
      log.warn("secret key of the environment is not 32 bytes in base64 variable={}", VARIABLE);
    }
    try {
      file.read();
    } catch (IOException e) {
      log.warn("secret key cannot be used reason=\"{}\"", e.getMessage());
    }
  }
}
