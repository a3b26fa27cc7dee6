package chat.parley.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.parley.model.Secrets.Opened;
import chat.parley.model.Secrets.Sealed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
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
  void what_was_sealed_comes_back_in_clear_also_after_a_restart() {
    for (String clear : List.of("", "x", CLEAR, "a".repeat(Secrets.LONGEST))) {
      String text = sealed(secrets(), ROW, clear);
      assertThat(secrets().open(ROW, text)).isEqualTo(new Opened.Clear(clear));
      assertThat(secrets().open(ROW, text).trouble()).isEmpty();
    }
    assertThatThrownBy(() -> secrets().seal(ROW, "a".repeat(Secrets.LONGEST + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_sealed_text_shows_nothing_and_never_comes_twice() {
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      texts.add(sealed(secrets(), ROW, CLEAR));
    }
    assertThat(texts)
        .hasSize(1_000)
        .allSatisfy(text ->
            assertThat(text).matches("v1:[0-9a-f]{8}:[A-Za-z0-9+/=]+").doesNotContain("sk-proj"));
    assertThat(new Opened.Clear(CLEAR).toString()).doesNotContain("sk-proj");
  }

  @Test
  void a_text_that_was_changed_does_not_open() {
    String text = sealed(secrets(), ROW, CLEAR);
    String head = text.substring(0, text.lastIndexOf(':') + 1);
    byte[] data = Base64.getDecoder().decode(text.substring(head.length()));
    for (int bit = 0; bit < data.length * 8; bit++) {
      byte[] changed = data.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(secrets().open(ROW, head + Base64.getEncoder().encodeToString(changed)))
          .as("bit %d", bit)
          .isEqualTo(new Opened.Altered());
    }
    for (int length = 0; length < data.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(data, length);
      assertThat(secrets().open(ROW, head + Base64.getEncoder().encodeToString(cut)))
          .as("%d bytes", length)
          .isEqualTo(new Opened.Altered());
    }
    for (String wrong :
        List.of(
            "", "v1:", CLEAR, head, head + "=", head + "A", head + "?", "v2" + text.substring(2))) {
      assertThat(secrets().open(ROW, wrong)).as(wrong).isEqualTo(new Opened.Altered());
    }
  }

  @Test
  void a_text_that_was_moved_to_another_row_does_not_open() {
    String text = sealed(secrets(), ROW, CLEAR);
    for (String other : List.of("connection/8/key", "connection/7/header", "", ROW + "/")) {
      assertThat(secrets().open(other, text)).isEqualTo(new Opened.Altered());
    }
    assertThat(secrets().open("connection/8/key", text).trouble().orElseThrow())
        .contains("enter it again");
  }

  @Test
  void without_its_key_it_does_not_open_until_the_key_is_back() throws Exception {
    String text = sealed(secrets(), ROW, CLEAR);
    Secrets running = secrets();
    Path elsewhere = Files.move(key(), directory.resolve("elsewhere"));
    for (Secrets secrets : List.of(running, secrets())) {
      assertThat(secrets.open(ROW, text)).isEqualTo(new Opened.KeyMissing());
    }
    assertThat(running.open(ROW, text).trouble().orElseThrow())
        .contains("The key that it was stored with is not there", "enter it again");
    assertThat(key()).as("looking makes no key").doesNotExist();

    String later = sealed(running, ROW, "later");
    assertThat(running.open(ROW, later)).isEqualTo(new Opened.Clear("later"));
    assertThat(running.open(ROW, text)).isEqualTo(new Opened.KeyMissing());

    Files.delete(key());
    Files.move(elsewhere, key());
    assertThat(running.open(ROW, text)).isEqualTo(new Opened.Clear(CLEAR));
    assertThat(running.open(ROW, later)).isEqualTo(new Opened.KeyMissing());
  }

  @Test
  void the_key_of_the_environment_comes_first_and_needs_no_file() {
    String text = sealed(secretsWith(" " + OTHER_KEY + "\n"), ROW, CLEAR);
    assertThat(key()).doesNotExist();
    assertThat(secretsWith(OTHER_KEY).open(ROW, text)).isEqualTo(new Opened.Clear(CLEAR));
    assertThat(secretsWith("").open(ROW, text)).isEqualTo(new Opened.KeyMissing());

    String ofFile = sealed(secrets(), ROW, "of the file");
    assertThat(secretsWith(OTHER_KEY).open(ROW, ofFile)).isEqualTo(new Opened.Clear("of the file"));
    String both = sealed(secretsWith(OTHER_KEY), ROW, CLEAR);
    assertThat(secrets().open(ROW, both)).isEqualTo(new Opened.KeyMissing());
  }

  @Test
  void what_is_no_key_in_the_environment_seals_nothing_and_stops_nothing() {
    String text = sealed(secrets(), ROW, CLEAR);
    for (String wrong :
        List.of("secret", OTHER_KEY.substring(4), "ä".repeat(32), OTHER_KEY + "A")) {
      Secrets secrets = secretsWith(wrong);
      assertNotSealed(secrets, "PARLEY_SECRET_KEY is no key");
      assertThat(secrets.open(ROW, text)).isEqualTo(new Opened.Clear(CLEAR));
    }
  }
}
