package chat.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.support.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said of a file of certificates that does not serve; that one serves shows in
/// `provider.CallingOutTest`.
final class TrustTest {
  @TempDir private static Path directory = Path.of("set by JUnit");

  @BeforeAll
  static void make() throws IOException {
    Certificates.make(directory, "EC");
    Files.writeString(directory.resolve("empty.pem"), "");
    String good = Files.readString(directory.resolve("cert.pem"));
    Files.writeString(directory.resolve("half.pem"), good + "-----BEGIN CERTIFICATE-----\nMIIB");
    Files.writeString(
        directory.resolve("damaged.pem"), good + Certificates.pem("CERTIFICATE", new byte[100]));
    Files.writeString(directory.resolve("large.pem"), "a".repeat(5_000_000));
    Files.writeString(
        directory.resolve("with-words.pem"), "# Harbour, 2026\r\n" + good.replace("\n", "\r\n"));
  }

  static Stream<List<String>> unusable() {
    return Stream.of(
        List.of("missing.pem", "is not there"),
        List.of(".", "is a directory"),
        List.of("empty.pem", "has no certificate in PEM"),
        List.of("key.pem", "has no certificate in PEM"),
        List.of("half.pem", "its certificate number 3 is none"),
        List.of("damaged.pem", "its certificate number 3 is none"),
        List.of("large.pem", "is too large"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void a_file_that_does_not_serve_is_named_with_the_reason(List<String> one) {
    Path file = directory.resolve(one.getFirst()).normalize();
    assertThatThrownBy(() -> Egress.of(_ -> null, file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--ca-file " + file)
        .hasMessageContaining(one.getLast());
  }

  @Test
  void several_certificates_and_words_between_them_are_read() {
    String file = directory.resolve("with-words.pem").toString();
    assertThat(Egress.of(_ -> null, file).trust().context()).isPresent();
    assertThat(Egress.of(_ -> null, " ").trust().context()).isEmpty();
  }
}
