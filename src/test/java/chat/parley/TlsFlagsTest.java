package chat.parley;

import static chat.parley.Said.parley;
import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.support.Certificates;
import chat.parley.support.ParleyProcess;
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

/// What is said where the files for TLS do not serve.
class TlsFlagsTest {
  @TempDir private static Path directory = Path.of("set by JUnit");

  @BeforeAll
  static void make() throws IOException {
    Certificates.make(directory, "EC");
    Path other = Files.createDirectory(directory.resolve("other"));
    Certificates.make(other, "OTHER");
    Path rsa = Files.createDirectory(directory.resolve("rsa"));
    Certificates.make(rsa, "RSA");
    write("empty.pem", "");
    write("damaged.pem", "-----BEGIN CERTIFICATE-----\nnot Base64!\n-----END CERTIFICATE-----\n");
    write("nonsense.pem", Certificates.pem("CERTIFICATE", new byte[100]));
    write("encrypted.pem", Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[100]));
    write(
        "old-encrypted.pem",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    write("old.pem", Certificates.pem("EC PRIVATE KEY", new byte[100]));
    write("bad-key.pem", Certificates.pem("PRIVATE KEY", new byte[100]));
    write("large.pem", "a".repeat(2_000_000));
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  static Stream<List<String>> unusable() {
    return Stream.of(
        // certificate, key, which file is named, what is said of it
        List.of("cert.pem", "", "--tls-cert", "--tls-key"),
        List.of("", "key.pem", "--tls-key", "--tls-cert"),
        List.of("missing.pem", "key.pem", "missing.pem", "is not there"),
        List.of("cert.pem", "missing.pem", "missing.pem", "is not there"),
        List.of("other", "key.pem", "other", "is a directory"),
        List.of("empty.pem", "key.pem", "empty.pem", "BEGIN CERTIFICATE"),
        List.of("key.pem", "key.pem", "key.pem", "BEGIN CERTIFICATE"),
        List.of("damaged.pem", "key.pem", "damaged.pem", "is damaged"),
        List.of("nonsense.pem", "key.pem", "nonsense.pem", "is damaged"),
        List.of("large.pem", "key.pem", "large.pem", "too large"),
        List.of("cert.pem", "empty.pem", "empty.pem", "BEGIN PRIVATE KEY"),
        List.of("cert.pem", "cert.pem", "cert.pem", "BEGIN PRIVATE KEY"),
        List.of("cert.pem", "encrypted.pem", "encrypted.pem", "is encrypted"),
        List.of("cert.pem", "old-encrypted.pem", "old-encrypted.pem", "is encrypted"),
        List.of("cert.pem", "old.pem", "old.pem", "PKCS#8"),
        List.of("cert.pem", "bad-key.pem", "bad-key.pem", "is not the key of"),
        List.of("cert.pem", "other/key.pem", "other/key.pem", "is not the key of"),
        List.of("cert.pem", "rsa/key.pem", "rsa/key.pem", "is not the key of"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void files_that_do_not_serve_are_named_in_a_sentence(List<String> row) {
    Said said =
        parley(
            "--port",
            "0",
            "--data",
            directory.resolve("data").toString(),
            "--tls-cert",
            named(row.get(0)),
            "--tls-key",
            named(row.get(1)));
    assertThat(said.code()).as(said.words()).isEqualTo(2);
    assertThat(said.words())
        .hasLineCount(1)
        .contains(row.get(2), row.get(3))
        .doesNotContain("Exception");
  }

  private String named(String file) {
    return file.isEmpty() ? "" : directory.resolve(file).toString();
  }

  @Test
  void the_ready_line_names_the_scheme() {
    try (ParleyProcess parley =
        ParleyProcess.start(
            directory.resolve("ready"),
            "http://127.0.0.1:1/v1",
            "--tls-cert",
            named("cert.pem"),
            "--tls-key",
            named("key.pem"))) {
      assertThat(parley.address().getScheme()).isEqualTo("https");
    }
  }
}
