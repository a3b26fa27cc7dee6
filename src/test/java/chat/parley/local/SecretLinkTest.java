package chat.parley.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLinkTest {
  @TempDir private Path directory = Path.of("set by JUnit");

  private Path file() {
    return directory.resolve("link.token");
  }

  @Test
  void one_is_made_that_only_its_owner_may_read_and_stays() throws Exception {
    SecretLink link = new SecretLink(directory);
    String value = link.readOrMake().value();
    assertThat(value).matches("[A-Za-z0-9_-]{43}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(new SecretLink(directory).readOrMake().value()).isEqualTo(value);
    assertThat(link.current().orElseThrow()).hasToString("Secret[...]");
    try (var all = Files.list(directory)) {
      assertThat(all).containsExactly(file());
    }
  }

  @Test
  void a_new_one_ends_the_old_one_at_once() throws Exception {
    SecretLink link = new SecretLink(directory);
    SecretLink.LinkSecret old = link.readOrMake();
    SecretLink.LinkSecret now = new SecretLink(directory).renew();
    assertThat(now.value()).isNotEqualTo(old.value());
    assertThat(now.id()).isNotEqualTo(old.id());
    assertThat(link.current().orElseThrow().is(old.value())).isFalse();
    assertThat(link.current().orElseThrow().isCookie(old.cookie())).isFalse();
    assertThat(link.current().orElseThrow().isCookie(now.cookie())).isTrue();
    assertThat(now.cookie()).doesNotContain(now.value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "short", "a b"})
  void what_is_no_secret_is_replaced_and_lets_nobody_in_meanwhile(String text) throws Exception {
    Files.writeString(file(), text);
    SecretLink link = new SecretLink(directory);
    assertThat(link.current()).isEmpty();
    assertThat(link.readOrMake().value()).hasSize(43);
  }

  @Test
  void a_file_that_is_taken_away_takes_everybody_with_it() throws Exception {
    SecretLink link = new SecretLink(directory);
    link.readOrMake();
    Files.delete(file());
    assertThat(link.current()).isEmpty();
  }

  @Test
  void those_who_make_it_at_once_have_the_same() throws Exception {
    List<Callable<String>> makers =
        Collections.nCopies(20, () -> new SecretLink(directory).readOrMake().value());
    Set<String> made = new HashSet<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> maker : threads.invokeAll(makers)) {
        made.add(maker.get());
      }
    }
    assertThat(made).hasSize(1);
  }
}
