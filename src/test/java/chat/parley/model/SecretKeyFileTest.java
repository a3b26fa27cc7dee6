package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;

import chat.parley.model.Secrets.Opened;
import chat.parley.model.Secrets.Sealed;
import chat.parley.settings.Sealing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The key of [Secrets] in its file.
final class SecretKeyFileTest {
  private static final String ROW = "connection/7/key";
  private static final String CLEAR = "sk-proj-Grüße-🔑-0123456789";
  private static final String OTHER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir private Path directory = Path.of("set by JUnit");

  private Secrets secrets() {
    return new Secrets(directory, Optional.empty());
  }

  private Secrets secretsWith(String environment) {
    return new Secrets(directory, Optional.of(environment));
  }

  private Path key() {
    return directory.resolve("secret.key");
  }

  private static String sealed(Secrets secrets, String row, String clear) {
    if (secrets.seal(row, clear) instanceof Sealed.SealedText(String text)) {
      return text;
    }
    throw new AssertionError("It was not sealed");
  }

  private static void assertNotSealed(Secrets secrets, String word) {
    assertThat(secrets.seal(ROW, CLEAR))
        .isInstanceOfSatisfying(
            Sealed.NoKey.class,
            noKey ->
                assertThat(noKey.sentence()).contains(word).endsWith(".").doesNotContain("null"));
  }

  @Test
  void only_its_owner_may_read_the_key() throws Exception {
    assertThat(key()).as("assumed: made at first need").doesNotExist();
    sealed(secrets(), ROW, CLEAR);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(key()).strip()).hasSize(44);
    assertOnlyKey();
    SecretKeyFile file = new SecretKeyFile(key());
    assertThat(file.isExposed()).isFalse();
    for (String exposed : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString(exposed));
      assertThat(file.isExposed()).as(exposed).isTrue();
    }
  }

  @Test
  void the_key_is_never_overwritten() throws Exception {
    String text = sealed(secrets(), ROW, CLEAR);
    byte[] first = Files.readAllBytes(key());
    sealed(secrets(), ROW, "again");
    new SecretKeyFile(key()).writeInPlace("another".getBytes(StandardCharsets.US_ASCII));
    assertThat(key()).hasBinaryContent(first);
    assertThat(secrets().open(ROW, text)).isEqualTo(new Opened.Clear(CLEAR));
  }

  @Test
  void where_files_cannot_be_linked_it_is_written_in_place() throws Exception {
    new SecretKeyFile(key()).writeInPlace((OTHER_KEY + "\n").getBytes(StandardCharsets.US_ASCII));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
        .isEqualTo("rw-------");
    String text = sealed(secrets(), ROW, CLEAR);
    assertThat(secretsWith(OTHER_KEY).open(ROW, text)).isEqualTo(new Opened.Clear(CLEAR));
  }

  @Test
  void a_file_that_is_no_key_is_named_and_left_as_it_is() throws Exception {
    String text = sealed(secrets(), ROW, CLEAR);
    for (String wrong :
        List.of("", "\n", "secret", OTHER_KEY.substring(4), OTHER_KEY + OTHER_KEY)) {
      Files.writeString(key(), wrong);
      assertNotSealed(secrets(), key() + " is no key");
      assertThat(secrets().open(ROW, text)).isEqualTo(new Opened.KeyMissing());
      assertThat(key()).hasContent(wrong);
    }
    Files.delete(key());
    Files.createDirectory(key());
    assertNotSealed(secrets(), key() + " cannot be read");
    assertThat(secrets().open(ROW, text)).isEqualTo(new Opened.KeyMissing());
  }

  @Test
  void where_no_key_can_be_made_nothing_is_sealed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "no directory");
    for (Path nowhere : List.of(file, directory.resolve("not/there"), Path.of("/proc"))) {
      Secrets secrets = new Secrets(nowhere, Optional.empty());
      assertNotSealed(secrets, "secret.key cannot be");
      assertThat(secrets.open(ROW, "v1:00000000:AAAA")).isEqualTo(new Opened.KeyMissing());
    }
  }

  @Test
  void threads_that_need_the_key_at_once_get_the_same() throws Exception {
    Set<String> texts = ConcurrentHashMap.newKeySet();
    CountDownLatch together = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  together.await();
                  texts.add(sealed(secrets(), ROW, CLEAR));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    together.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(texts)
        .hasSize(16)
        .allSatisfy(
            text -> assertThat(secrets().open(ROW, text)).isEqualTo(new Opened.Clear(CLEAR)));
    assertOnlyKey();
  }

  @Test
  void processes_that_need_the_key_at_once_get_the_same() throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        processes.add(sealing());
      }
      for (Process process : processes) {
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
      }
      for (Process process : processes) {
        process.outputWriter().write('\n');
        process.outputWriter().flush();
      }
      for (Process process : processes) {
        assertThat(secrets().open(Sealing.ROW, process.inputReader().readLine()))
            .isEqualTo(new Opened.Clear(Sealing.CLEAR));
        assertThat(process.waitFor()).isZero();
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertOnlyKey();
  }

  private Process sealing() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Sealing.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void assertOnlyKey() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(key());
    }
  }
}
